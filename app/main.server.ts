/**
 * The entry of a production process: `node app/main.server.ts`.
 * Starts the embedded database when no DATABASE_URL is given, brings the schema up to date (embedded always; yours with `--migrate`),
 * then hands over to the built server. Stops gracefully on SIGTERM and SIGINT.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startEmbedded, type EmbeddedDatabase } from '#app/db/embedded.server.ts'
import { migrate } from '#app/db/migrate.server.ts'
import { completeForDevelopment, env, setDatabaseUrl } from '#app/env.server.ts'
import type { RunningProcess } from '#app/process.server.ts'

const buildDir = resolve(import.meta.dirname, '../build')
const flags = new Set(process.argv.slice(2))

if (flags.has('--dev')) completeForDevelopment()

let database: EmbeddedDatabase | null = null
if (!env().DATABASE_URL) {
  database = await startEmbedded(env().DATA_DIR)
  setDatabaseUrl(database.url)
  await migrate(database.url)
} else if (flags.has('--migrate')) {
  await migrate(env().DATABASE_URL ?? '')
}

const running = flags.has('--dev') ? viteDev() : await builtServer()

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    void running
      .stop()
      .then(() => database?.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`the process did not stop cleanly: ${String(error)}\n`)
          process.exit(1)
        },
      )
  })
}

async function builtServer(): Promise<RunningProcess> {
  const file = join(buildDir, 'server/index.js')
  if (!existsSync(file)) throw new Error(`There is no build in ${buildDir}. Run: npm run build`)
  const build = (await import(pathToFileURL(file).href)) as BuiltServer
  return build.entry.module.start(build, join(buildDir, 'client'))
}

/** `shopify app dev` and `npm run dev:web`: Vite serves the web half, which starts the job half itself. */
function viteDev(): RunningProcess {
  const child = spawn(process.execPath, ['node_modules/@remix-run/dev/dist/cli.js', 'vite:dev'], { stdio: 'inherit' })
  child.once('exit', (code) => process.kill(process.pid, code === 0 ? 'SIGTERM' : 'SIGINT'))
  return {
    url: env().SHOPIFY_APP_URL,
    stop: async () => {
      child.kill('SIGTERM')
    },
  }
}

type StartServer = typeof import('#app/process.server.ts').start
type BuiltServer = Parameters<StartServer>[0] & { entry: { module: { start: StartServer } } }
