/** The thread that learns. In: a LearnTask as worker data. Out: one message. Invariant: it holds no connection and no shop: all it knows came with the task. */
import { parentPort, workerData } from 'node:worker_threads'
import { learnShopLanes, type LearnTask } from './learn.ts'

if (!parentPort) throw new Error('this file is the body of a worker thread')
parentPort.postMessage(learnShopLanes(workerData as LearnTask))
