/**
 * Brings a database to the committed migrations with Prisma's own command.
 * In: its address. Out: nothing, or an error with what Prisma said. Invariant: never invents or drops; `migrate deploy` only goes forward.
 */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const DONE = /All migrations have been successfully applied|No pending migrations to apply/

export async function migrate(databaseUrl: string, options: { cwd?: string } = {}): Promise<void> {
  const prismaCli = join(dirname(createRequire(import.meta.url).resolve('prisma/package.json')), 'build/index.js')
  const child = spawn(process.execPath, [prismaCli, 'migrate', 'deploy'], {
    cwd: options.cwd ?? process.cwd(),
    env: { ...process.env, DATABASE_URL: databaseUrl, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let finished = false
  await new Promise<void>((done, fail) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      if (!finished && DONE.test(output)) {
        finished = true
        // The command lingers some ten seconds after its last word (an idle pool of the schema engine).
        child.kill('SIGKILL')
        done()
      }
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', fail)
    child.once('exit', (code) => {
      if (finished || code === 0) done()
      else fail(new Error(`the database could not be migrated:\n${output.trim()}`))
    })
  })
}
