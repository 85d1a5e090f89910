/**
 * An order fitted in a thread of its own, so that pages are answered meanwhile. In: goods, limits, seconds for each search. Out: the Fit, or null when
 * the thread did not keep the time. Invariant: the thread ends with the question, however that ends.
 */
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import type { OrderLimits } from '../../policy/limits.ts'
import type { FitGoods, FitTerms } from '../line.ts'
import type { Fit } from '../schema.ts'

export interface FitTask {
  goods: readonly FitGoods[]
  terms: FitTerms
  limits: OrderLimits
  seconds: number
}

/** By its name in the package: this module may have been bundled somewhere else, the thread's body is its own file. */
const BODY = '#app/tools/reorder/limits/solving/solve-worker.server.ts'
/** Starting the thread, weighing the lines and reading two programs come on top of the searches. */
const AROUND_SECONDS = 20
/** Threads beyond this wait: a solver takes a whole core. */
const oneAtATime = pLimit(1)

/** Throws what the thread threw, and the signal's reason when it is aborted. */
export async function fitInThread(task: FitTask, { signal }: { signal: AbortSignal }): Promise<Fit | null> {
  return oneAtATime(async () => {
    signal.throwIfAborted()
    const thread = new Worker(createRequire(import.meta.url).resolve(BODY), { workerData: task })
    const late = AbortSignal.timeout((2 * task.seconds + AROUND_SECONDS) * 1000)
    try {
      // `once` rejects with the thread's error.
      const [fit] = (await once(thread, 'message', { signal: AbortSignal.any([signal, late]) })) as [Fit]
      return fit
    } catch (error) {
      signal.throwIfAborted()
      if (late.aborted) return null
      throw error
    } finally {
      await thread.terminate()
    }
  })
}
