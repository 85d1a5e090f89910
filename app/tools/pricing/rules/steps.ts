/**
 * The steps a price can go through, as numbers. In: the planner's writes into one long buffer. Out: the tuples of a cell.
 * Stored with every release row, so a code is never given a second meaning and its numbers never change their order: add, do not edit.
 */
import type { Trace, TraceStep } from './types.ts'

/** Code and what its numbers are. `rule` is an index into the rule set's rules; `inputs` a bit per COST_INPUTS. */
export const STEPS = {
  costPlus: { code: 1, numbers: ['rule', 'bps', 'money'] },
  costPlusAmount: { code: 2, numbers: ['rule', 'money', 'money'] },
  targetMargin: { code: 3, numbers: ['rule', 'bps', 'money'] },
  fixedPrice: { code: 4, numbers: ['rule', 'money'] },
  followBase: { code: 5, numbers: ['rule', 'baseMoney', 'money', 'money'] },
  competitor: { code: 6, numbers: ['rule', 'count', 'money', 'money'] },
  noOffer: { code: 7, numbers: ['rule', 'count'] },
  overstock: { code: 8, numbers: ['rule', 'days', 'bps', 'money', 'money'] },
  scarce: { code: 9, numbers: ['rule', 'days', 'money'] },
  launch: { code: 10, numbers: ['rule', 'days', 'bps', 'money', 'money'] },
  restored: { code: 11, numbers: ['rule', 'money'] },
  bundle: { code: 12, numbers: ['rule', 'money', 'money'] },
  promotion: { code: 13, numbers: ['rule', 'money', 'money'] },
  regular: { code: 14, numbers: ['money'] },
  compareAtSet: { code: 15, numbers: ['money'] },
  compareAtRemoved: { code: 16, numbers: ['money'] },
  costMissing: { code: 17, numbers: ['rule', 'inputs'] },
  outOfReach: { code: 18, numbers: ['rule'] },
  rateMissing: { code: 19, numbers: ['rule'] },
  partMissing: { code: 20, numbers: ['rule'] },
  bundleCycle: { code: 21, numbers: ['rule'] },
  noFloor: { code: 22, numbers: ['inputs'] },
  raisedToFloor: { code: 23, numbers: ['money'] },
  limitedUp: { code: 24, numbers: ['bps', 'money'] },
  limitedDown: { code: 25, numbers: ['bps', 'money'] },
  cappedByCompareAt: { code: 26, numbers: ['money'] },
  cappedByParts: { code: 27, numbers: ['money'] },
  blocked: { code: 28, numbers: ['money', 'money'] },
  rounded: { code: 29, numbers: ['money', 'money'] },
  roundedInside: { code: 30, numbers: ['money', 'money', 'money'] },
  noEnding: { code: 31, numbers: ['money', 'money', 'money'] },
  keptExact: { code: 32, numbers: ['money'] },
  sticky: { code: 33, numbers: ['money', 'money'] },
  deadBand: { code: 34, numbers: ['bps', 'money', 'money'] },
  followsBase: { code: 35, numbers: ['baseMoney', 'money'] },
  notDearer: { code: 36, numbers: ['rule', 'money'] },
  heldScarce: { code: 37, numbers: ['money'] },
} as const satisfies Record<string, { code: number; numbers: readonly StepNumber[] }>

export type StepName = keyof typeof STEPS
export type StepNumber = 'rule' | 'bps' | 'money' | 'baseMoney' | 'count' | 'days' | 'inputs'

export interface StepKind {
  name: StepName
  code: number
  numbers: readonly StepNumber[]
}
const KINDS: (StepKind | undefined)[] = []
for (const [name, step] of Object.entries(STEPS)) KINDS[step.code] = { name: name as StepName, ...step }

/** What a stored code means; undefined for a code of a newer version. */
export function stepKind(code: number): StepKind | undefined {
  return KINDS[code]
}

/** Before a cell is planned this much room is made; writes do not look again. */
const ROOM = 1_024

/** All cells' steps one after the other: code, numbers, code, numbers … */
export class TraceBuffer {
  numbers: Float64Array
  length = 0

  constructor(cells: number) {
    this.numbers = new Float64Array(cells * 8 + ROOM)
  }

  makeRoom(): void {
    if (this.length + ROOM <= this.numbers.length) return
    const grown = new Float64Array(this.numbers.length * 2)
    grown.set(this.numbers)
    this.numbers = grown
  }

  put1(code: number, a: number): void {
    const at = this.length
    this.numbers[at] = code
    this.numbers[at + 1] = a
    this.length = at + 2
  }

  put2(code: number, a: number, b: number): void {
    this.put1(code, a)
    this.numbers[this.length++] = b
  }

  put3(code: number, a: number, b: number, c: number): void {
    this.put2(code, a, b)
    this.numbers[this.length++] = c
  }

  put4(code: number, a: number, b: number, c: number, d: number): void {
    this.put3(code, a, b, c)
    this.numbers[this.length++] = d
  }

  put5(code: number, a: number, b: number, c: number, d: number, e: number): void {
    this.put4(code, a, b, c, d)
    this.numbers[this.length++] = e
  }

  read(from: number, to: number): Trace {
    const steps: TraceStep[] = []
    for (let at = from; at < to;) {
      const code = this.numbers[at] ?? 0
      const size = KINDS[code]?.numbers.length
      if (size === undefined) throw new Error(`no such step: ${code}`)
      steps.push([code, ...this.numbers.subarray(at + 1, at + 1 + size)])
      at += 1 + size
    }
    return steps
  }
}
