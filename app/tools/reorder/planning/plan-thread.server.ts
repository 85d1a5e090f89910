/**
 * A plan in a thread of its own, so that pages are answered while a shop is planned. In: a task, and what its caller tells and asks. Out: answers, one at
 * a time. Invariant: the thread ends with its caller's work, however that ends.
 */
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { ReadDemand } from './histories.ts'
import type { GoodsWithPast, PlanTask } from './plan-shop.ts'
import type { Accuracy, MadeItem, PlanSummary } from './schema.ts'

/** What the thread is told, and what it answers: first all demand, then `learn`, then goods, then how good it was. */
export interface PlanQuestions {
  read: { told: ReadDemand; answer: void }
  learn: { told: null; answer: PlanSummary['outlierBps'] }
  decide: { told: readonly GoodsWithPast[]; answer: MadeItem[] }
  accuracy: { told: null; answer: Accuracy | null }
}

export interface PlanQuestion<Kind extends keyof PlanQuestions> {
  kind: Kind
  told: PlanQuestions[Kind]['told']
}

/** Throws what the thread threw, and the signal's reason when it is aborted. One question at a time. */
export interface PlanThread {
  ask<Kind extends keyof PlanQuestions>(
    kind: Kind,
    told: PlanQuestions[Kind]['told'],
  ): Promise<PlanQuestions[Kind]['answer']>
}

/** By its name in the package: this module may have been bundled somewhere else, the thread's body is its own file. */
const BODY = '#app/tools/reorder/planning/plan-worker.server.ts'

export async function withPlanThread<Result>(
  task: PlanTask,
  { signal }: { signal: AbortSignal },
  work: (thread: PlanThread) => Promise<Result>,
): Promise<Result> {
  const thread = new Worker(createRequire(import.meta.url).resolve(BODY), { workerData: task })
  try {
    return await work({
      async ask<Kind extends keyof PlanQuestions>(kind: Kind, told: PlanQuestions[Kind]['told']) {
        // `once` rejects with the thread's error.
        const answered = once(thread, 'message', { signal })
        thread.postMessage({ kind, told } satisfies PlanQuestion<Kind>)
        const [answer] = (await answered) as [PlanQuestions[Kind]['answer']]
        return answer
      },
    })
  } finally {
    await thread.terminate()
  }
}
