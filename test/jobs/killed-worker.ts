/**
 * A worker in a process of its own that dies in the middle of its work. In: the file it runs, its arguments, the dev store it talks to, when to kill it.
 * Out: whether it was killed, or was done. Invariant: the kill is SIGKILL; a worker that ends badly by itself fails the test with what it said.
 */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = join(import.meta.dirname, '../..')

export interface WorkerRun {
  /** absolute; says anything by `process.send` when it begins */
  script: string
  args: readonly string[]
  devStoreUrl: string
}

/** @param killed resolves when it is to be killed, or never; told whether the worker still lives. Null: it is let end. */
export async function runWorker(
  { script, args, devStoreUrl }: WorkerRun,
  killed: ((alive: () => boolean) => Promise<unknown>) | null,
): Promise<'killed' | 'over'> {
  const child = fork(script, [...args], {
    execPath: join(root, 'node_modules/.bin/node'),
    execArgv: ['--import', join(root, 'test/devstore/preload.ts')],
    env: { ...process.env, DEVSTORE_URL: devStoreUrl },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  const begun = new Promise<void>((done) => child.once('message', () => done()))
  await Promise.race([begun, exited])
  const alive = (): boolean => child.exitCode === null
  if (killed) await Promise.race([killed(alive), exited])
  // A worker that ended by itself a moment ago is no kill.
  const wasKilled = killed !== null && alive() && child.kill('SIGKILL')
  const code = await exited
  if (wasKilled && code === null) return 'killed'
  if (code !== 0) throw new Error(`the worker ended with ${code}: ${errors}`)
  return 'over'
}

/** For runWorker: when `reached` is true, looked at every millisecond, and `delayMs` later. */
export function whenReached(reached: () => boolean, delayMs = 0): (alive: () => boolean) => Promise<void> {
  return async (alive) => {
    while (alive() && !reached()) await sleep(1)
    if (delayMs > 0) await sleep(delayMs)
  }
}
