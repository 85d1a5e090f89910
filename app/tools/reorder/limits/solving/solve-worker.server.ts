/** The thread that solves one integer program. In: a SolveTask as worker data. Out: one message with the answer. Invariant: it holds no connection and no shop. */
import { parentPort, workerData } from 'node:worker_threads'
import { solveHere } from './highs.server.ts'
import type { SolveTask } from './solver.server.ts'

const { program, seconds } = workerData as SolveTask
const port = parentPort
if (!port) throw new Error('this file is the body of a worker thread')
port.postMessage(await solveHere(program, seconds))
