/**
 * The thread that plans. In: a PlanTask as worker data, then one question at a time. Out: one answer for each. Invariant: it holds no connection and no
 * shop: everything it knows was told.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { ShopPlanner, type PlanTask } from './plan-shop.ts'
import type { PlanQuestion, PlanQuestions } from './plan-thread.server.ts'

const port = parentPort
if (!port) throw new Error('this file is the body of a worker thread')
const planner = new ShopPlanner(workerData as PlanTask)

const answers: { [Kind in keyof PlanQuestions]: (told: PlanQuestions[Kind]['told']) => PlanQuestions[Kind]['answer'] } =
  {
    read: (demand) => planner.read(demand),
    learn: () => planner.learn(),
    decide: (goods) => goods.map((one) => planner.decide(one)),
    accuracy: () => planner.accuracy(),
  }

function answer<Kind extends keyof PlanQuestions>({ kind, told }: PlanQuestion<Kind>): void {
  port?.postMessage(answers[kind](told))
}

port.on('message', answer)
