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
  overstockPlanned: { code: 38, numbers: ['rule', 'days', 'bps', 'money', 'money'] },
  scarcePlanned: { code: 39, numbers: ['rule', 'days', 'money'] },
  coverPlanned: { code: 40, numbers: ['rule', 'days'] },
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

/** Before a cell is planned this much room is made; writes do not look again. A hundred rules need six numbers each. */
const ROOM = 1_024
const CHUNK = 1 << 20

/**
 * All cells' steps one after the other: code, numbers, code, numbers … in chunks, because growing one array copies it again and again.
 * The steps of one cell lie in one chunk; `position` counts through all of them.
 */
export class TraceBuffer {
  private readonly chunks: Float64Array[] = []
  private numbers = new Float64Array(0)
  private length = 0

  get position(): number {
    return (this.chunks.length - 1) * CHUNK + this.length
  }

  makeRoom(): void {
    if (this.length + ROOM <= this.numbers.length) return
    this.numbers = new Float64Array(CHUNK)
    this.chunks.push(this.numbers)
    this.length = 0
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

  /** The steps written between two positions of one cell. */
  read(from: number, to: number): Trace {
    const steps: TraceStep[] = []
    const chunk = this.chunks[Math.floor(from / CHUNK)]
    const end = (from % CHUNK) + to - from
    for (let at = from % CHUNK; chunk && at < end;) {
      const code = chunk[at] ?? 0
      const size = KINDS[code]?.numbers.length
      if (size === undefined) throw new Error(`no such step: ${code}`)
      const step: [number, ...number[]] = [code]
      for (let index = 1; index <= size; index += 1) step.push(chunk[at + index] ?? 0)
      steps.push(step)
      at += 1 + size
    }
    return steps
  }
}
