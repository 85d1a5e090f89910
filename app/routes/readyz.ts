/** Can this process do its work? 503 while the database cannot be reached. */
import { readiness } from '#app/health.server.ts'

export async function loader(): Promise<Response> {
  const { ready, checks } = await readiness()
  return Response.json({ status: ready ? 'ready' : 'not ready', checks }, { status: ready ? 200 : 503 })
}
