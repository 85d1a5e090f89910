/**
 * A plan in a thread of its own, so that pages are answered while a shop is planned. In: a task. Out: batches, one at a time, as fast as they are taken; last the accuracy. Invariant: the thread ends with the loop that reads it, however that ends.
 */
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { PlanTask } from './plan-shop.ts'
import type { Accuracy, MadeItem } from './schema.ts'

export type PlanMessage = { kind: 'batch'; items: MadeItem[] } | { kind: 'accuracy'; accuracy: Accuracy | null }

/** By its name in the package: this module may have been bundled somewhere else, the thread's body is its own file. */
const BODY = '#app/tools/reorder/planning/plan-worker.server.ts'

/** Throws what the thread threw, and the signal's reason when it is aborted. */
export async function* planInThread(task: PlanTask, { signal }: { signal: AbortSignal }): AsyncGenerator<PlanMessage> {
  const thread = new Worker(createRequire(import.meta.url).resolve(BODY), { workerData: task })
  try {
    for (;;) {
      thread.postMessage('next')
      // `once` rejects with the thread's error.
      const [message] = (await once(thread, 'message', { signal })) as [PlanMessage]
      yield message
      if (message.kind === 'accuracy') return
    }
  } finally {
    await thread.terminate()
  }
}
