/** The thread that fits one order. In: a FitTask as worker data. Out: one message with the Fit. Invariant: it holds no connection and no shop. */
import { parentPort, workerData } from 'node:worker_threads'
import { limitsProgram } from '../../policy/limits.ts'
import { asSuggested, fitPrograms, readFit, refusalBeforehand, refusedFit } from '../fit.ts'
import { lineOf } from '../line.ts'
import type { Fit } from '../schema.ts'
import { solveHere } from './highs.server.ts'
import type { FitTask } from './solver.server.ts'

const { goods, terms, limits, seconds } = workerData as FitTask
const port = parentPort
if (!port) throw new Error('this file is the body of a worker thread')

async function fit(): Promise<Fit> {
  const lines = goods.map((one) => lineOf(one, terms))
  const beforehand = refusalBeforehand(lines, limits)
  if (beforehand) return refusedFit(lines, limits, beforehand)
  const programs = fitPrograms(lines, limits)
  for (const [index, program] of programs.entries()) {
    const answer = await solveHere(limitsProgram(program.lines, program.limits), seconds)
    const read = readFit(lines, program, answer, index === programs.length - 1)
    if (read) return read
  }
  return asSuggested(lines, limits)
}

port.postMessage(await fit())
