/**
 * Learning in a thread of its own, so that pages are answered while a shop's parcels are learned from. In: a task. Out: what was learned.
 * Invariant: the thread is gone when this returns, however it ends.
 */
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { LearnedLanes, LearnTask } from './learn.ts'

/** By its name in the package: this module may have been bundled somewhere else, the thread's body is its own file. */
const BODY = '#app/tools/tracking/lanes/learn-worker.server.ts'

/** Throws what the thread threw, and the signal's reason when it is aborted. */
export async function learnInThread(task: LearnTask, { signal }: { signal: AbortSignal }): Promise<LearnedLanes> {
  const thread = new Worker(createRequire(import.meta.url).resolve(BODY), { workerData: task })
  try {
    // `once` rejects with the thread's error.
    const [learned] = (await once(thread, 'message', { signal })) as [LearnedLanes]
    return learned
  } finally {
    await thread.terminate()
  }
}
