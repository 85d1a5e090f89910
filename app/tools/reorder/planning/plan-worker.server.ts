/**
 * The thread that plans. In: a PlanTask as worker data, then one message per batch that is wanted. Out: batches of decided variants, and last the
 * accuracy. Invariant: it holds no connection and no shop: everything it knows came with the task.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { addDays } from '#app/kernel/calendar.ts'
import { measureAccuracy, planShop, type PlanTask } from './plan-shop.ts'
import type { PlanMessage } from './plan-thread.server.ts'
import type { MadeItem } from './schema.ts'

const BATCH = 100

const task = workerData as PlanTask
const port = parentPort
if (!port) throw new Error('this file is the body of a worker thread')
const plan = planShop(task)

port.on('message', () => {
  const items: MadeItem[] = []
  // Stepped by hand: leaving a for-of loop would end the generator.
  while (items.length < BATCH) {
    const next = plan.next()
    if (next.done) break
    items.push(next.value)
  }
  if (items.length > 0) {
    port.postMessage({ kind: 'batch', items } satisfies PlanMessage)
    return
  }
  const accuracy = measureAccuracy(task, (weeks) => addDays(task.fromOn, -7 * weeks))
  port.postMessage({ kind: 'accuracy', accuracy } satisfies PlanMessage)
})
