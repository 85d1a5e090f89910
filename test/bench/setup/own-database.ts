/**
 * A bench's own database: embedded, migrated, thrown away afterwards. In: a name for its folder, what the bench wants otherwise in the environment.
 * Out: how to end it. Invariant: the environment is complete before any module of the app that reads it; benches import those after this.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '#app/db/embedded.server.ts'
import { migrate } from '#app/db/migrate.server.ts'
import { appEnvironment } from '#test/setup/app-environment.ts'

export interface OwnDatabase {
  url: string
  /** the app's own connections too */
  stop: () => Promise<void>
}

export async function ownDatabase(name: string, environment: Record<string, string> = {}): Promise<OwnDatabase> {
  const dir = await mkdtemp(join(tmpdir(), `tradewind-bench-${name}-`))
  const database = await startEmbedded(dir)
  Object.assign(process.env, appEnvironment(database.url), environment)
  const stop = async (): Promise<void> => {
    await (await import('#app/jobs/queue.server.ts')).closeQueue()
    await (await import('#app/db/client.server.ts')).closeDatabase()
    await database.stop()
    await rm(dir, { recursive: true, force: true })
  }
  try {
    await migrate(database.url)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: database.url, stop }
}
