/**
 * A release whose worker is killed (SIGKILL) again and again at random points of its work and started anew, until it is over.
 * In: a running release, how far it is at the shop this moment, how many kills, a seed. Out: how many kills there were, and how many prices
 * stood at the shop at each. Invariant: the points come from the seed and are shares of the work, not of time: a slow machine is killed at
 * the same ones.
 */
import { join } from 'node:path'
import type { Shop } from '#app/mirror/types.ts'
import { createRandom } from '#test/devstore/http/faults.ts'
import { runWorker, whenReached } from '#test/jobs/killed-worker.ts'

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

function workUntil(
  shop: Shop,
  releaseId: string,
  { devStoreUrl, written }: KillOptions,
  killAt: number | null,
): Promise<'killed' | 'over'> {
  const script = join(import.meta.dirname, 'carry-worker.ts')
  const run = { script, args: [String(shop.id), releaseId], devStoreUrl }
  return runWorker(run, killAt === null ? null : whenReached(() => written() >= killAt))
}
