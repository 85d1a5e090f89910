/** Prometheus scrapes this. With METRICS_TOKEN: `Authorization: Bearer …`. Without: 404, so that a public address shows nothing. */
import { timingSafeEqual } from 'node:crypto'
import type { LoaderFunctionArgs } from '@remix-run/node'
import { env } from '#app/env.server.ts'
import { registry } from '#app/metrics.server.ts'

export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const token = env().METRICS_TOKEN
  if (!token) return new Response('set METRICS_TOKEN to serve metrics', { status: 404 })
  const given = Buffer.from(request.headers.get('authorization') ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    return new Response('wrong token', { status: 401 })
  return new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } })
}
