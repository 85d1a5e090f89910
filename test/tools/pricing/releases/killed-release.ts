/**
 * A release whose worker is killed (SIGKILL) again and again at random points of its work and started anew, until it is over.
 * In: a running release, how far it is at the shop this moment, how many kills, a seed. Out: how many kills there were, and how many prices
 * stood at the shop at each. Invariant: the points come from the seed and are shares of the work, not of time: a slow machine is killed at
 * the same ones.
 */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Shop } from '#app/mirror/types.ts'
import { createRandom } from '#test/devstore/http/faults.ts'

const root = join(import.meta.dirname, '../../../..')

export interface KillOptions {
  devStoreUrl: string
  kills: number
  seed: number
  /** prices there are to write */
  total: number
  /** prices that the shop already has as they are to be */
  written: () => number
}

export async function carryWithKills(shop: Shop, releaseId: string, options: KillOptions): Promise<number[]> {
  const random = createRandom(options.seed)
  const points = Array.from({ length: options.kills }, () => Math.floor(random() * options.total)).sort((a, b) => a - b)
  const killedAt: number[] = []
  for (;;) {
    const ended = await workUntil(shop, releaseId, options, points[killedAt.length] ?? null)
    if (ended === 'over') return killedAt
    killedAt.push(options.written())
  }
}

async function workUntil(
  shop: Shop,
  releaseId: string,
  { devStoreUrl, written }: KillOptions,
  killAt: number | null,
): Promise<'killed' | 'over'> {
  const child = fork(join(import.meta.dirname, 'carry-worker.ts'), [String(shop.id), releaseId], {
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
  if (killAt !== null) while (child.exitCode === null && written() < killAt) await sleep(2)
  // A worker that ended by itself a moment ago is no kill.
  const killed = killAt !== null && child.exitCode === null && child.kill('SIGKILL')
  const code = await exited
  if (killed && code === null) return 'killed'
  if (code !== 0) throw new Error(`the worker ended with ${code}: ${errors}`)
  return 'over'
}
