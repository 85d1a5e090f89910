/**
 * The thread that forecasts. In: a ForecastTask as worker data, then one message per batch that is wanted. Out: batches of forecasts, and last the
 * accuracy. Invariant: it holds no connection and no shop: everything it knows came with the task.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { addDays } from '#app/kernel/calendar.ts'
import { forecastShop, measureAccuracy, type ForecastTask } from './forecast-shop.ts'
import type { ForecastMessage } from './forecast-thread.server.ts'

const BATCH = 100

const task = workerData as ForecastTask
const port = parentPort
if (!port) throw new Error('this file is the body of a worker thread')
const forecasts = forecastShop(task)
let measured = false

port.on('message', () => {
  const batch: Extract<ForecastMessage, { kind: 'batch' }>['forecasts'] = []
  // Stepped by hand: leaving a for-of loop would end the generator.
  while (batch.length < BATCH) {
    const next = forecasts.next()
    if (next.done) break
    batch.push(next.value)
  }
  if (batch.length > 0) {
    port.postMessage({ kind: 'batch', forecasts: batch } satisfies ForecastMessage)
  } else if (!measured) {
    measured = true
    const accuracy = measureAccuracy(task, (weeks) => addDays(task.fromOn, -7 * weeks))
    port.postMessage({ kind: 'accuracy', accuracy } satisfies ForecastMessage)
  } else {
    port.close()
  }
})
