/**
 * An integer program solved in a thread of its own, so that pages are answered meanwhile. In: LP text, seconds. Out: the solver's answer.
 * Invariant: the thread ends with the question, however that ends; a thread that does not keep the time is ended, and has found nothing.
 */
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import type { SolverAnswer } from '../../policy/limits.ts'

export interface SolveTask {
  program: string
  seconds: number
}

/** By its name in the package: this module may have been bundled somewhere else, the thread's body is its own file. */
const BODY = '#app/tools/reorder/limits/solving/solve-worker.server.ts'
/** Starting the thread and reading the program come on top of the search. */
const STARTING_SECONDS = 10
/** Threads beyond this wait: a solver takes a whole core. */
const oneAtATime = pLimit(1)

/** Throws what the thread threw, and the signal's reason when it is aborted. */
export async function solveProgram(task: SolveTask, { signal }: { signal: AbortSignal }): Promise<SolverAnswer> {
  return oneAtATime(async () => {
    signal.throwIfAborted()
    const thread = new Worker(createRequire(import.meta.url).resolve(BODY), { workerData: task })
    const late = AbortSignal.timeout((task.seconds + STARTING_SECONDS) * 1000)
    try {
      // `once` rejects with the thread's error.
      const [answer] = (await once(thread, 'message', { signal: AbortSignal.any([signal, late]) })) as [SolverAnswer]
      return answer
    } catch (error) {
      signal.throwIfAborted()
      if (late.aborted) return { status: 'none', columns: {} }
      throw error
    } finally {
      await thread.terminate()
    }
  })
}
