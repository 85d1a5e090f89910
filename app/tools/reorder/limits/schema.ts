/**
 * An order to one supplier under limits, as pages send and read it. In: texts as they were typed. Out: limits in minor units, grams and cubic
 * centimetres; lines before and after. Every message is a code: i18n says it (`reorderLimits.error.<code>`).
 * Invariant: what is not known (a weight, a volume, a price) is null and said, never 0.
 */
import { z } from 'zod'
import { isId } from '#app/kernel/gid.ts'
import type { Id } from '#app/mirror/types.ts'
import { readMoney, readNumber } from '#app/sheets/cells.ts'
import type { OrderLimits, OrderTotals } from '../policy/limits.ts'

const GRAMS_PER_KG = 1_000
const CUBIC_CM_PER_M3 = 1_000_000
/** More than a ship carries is a slip of the keyboard. */
const MOST_SCALED = 1e12

const typed = z.string().trim().max(40).default('')

/** Empty: no such limit. */
export const LimitsForm = z.object({ budget: typed, kilograms: typed, cubicMetres: typed })
export type LimitsForm = z.infer<typeof LimitsForm>

/** The form's limits beside the supplier's order minimum. @throws ZodError with the path of a field that is no amount */
export function readLimits(form: LimitsForm, currency: string, leastCostMinor: number | null): OrderLimits {
  const problems: { path: string; message: string }[] = []
  const refuse = (path: string, message: string): null => {
    problems.push({ path, message })
    return null
  }
  const scaled = (path: 'kilograms' | 'cubicMetres', by: number): number | null => {
    if (form[path] === '') return null
    const read = readNumber(form[path])
    const value = read.ok ? Math.floor(Number(read.value) * by) : NaN
    return value >= 1 && value <= MOST_SCALED ? value : refuse(path, 'number_invalid')
  }
  const money = form.budget === '' ? null : readMoney(form.budget, currency)
  const limits: OrderLimits = {
    leastCostMinor,
    mostCostMinor:
      money === null ? null : money.ok && money.value > 0 ? money.value : refuse('budget', 'amount_invalid'),
    mostGrams: scaled('kilograms', GRAMS_PER_KG),
    mostCubicCm: scaled('cubicMetres', CUBIC_CM_PER_M3),
  }
  if (problems.length > 0)
    throw new z.ZodError(
      problems.map(({ path, message }) => ({ code: 'custom', path: [path], message, input: undefined })),
    )
  return limits
}

/** Lines of an order that a merchant takes, at most what an order can hold. */
export const FittedForm = z.object({
  lines: z
    .array(z.object({ variantId: z.string().refine(isId), units: z.number().int().min(1).max(10_000_000) }))
    .min(1, 'nothing_to_order')
    .max(2_000, 'too_many_lines'),
  /** the draft that takes them; null: a new one */
  orderId: z.uuid().nullable(),
})
export type FittedForm = z.infer<typeof FittedForm>

/** Upper limits that the suggestions are above, as reasons. */
export const CUTS = ['budget', 'weight', 'volume'] as const
export type Cut = (typeof CUTS)[number]

export const LINE_CHANGES = ['kept', 'raised', 'added', 'reduced', 'left_out'] as const
export type LineChange = (typeof LINE_CHANGES)[number]

export interface FittedLine {
  variantId: Id
  change: LineChange
  beforeUnits: number
  units: number
  /** at these units, in the supplier's currency; null: no price */
  unitPriceMinor: number | null
  costMinor: number | null
  /** of one unit; null: Shopify has none */
  weightGrams: number | null
  /** of one unit; null: nobody has said */
  unitVolumeCubicCm: number | null
  /** expected, against what was suggested, in the shop's currency; negative is a gain */
  lostMinor: number
  /** the cost of a unit is not known: what it brings counts as profit */
  costUnknown: boolean
}

export interface KnownTotals extends OrderTotals {
  units: number
}

export interface UnknownCounts {
  prices: number
  weights: number
  volumes: number
}

export type FitRefusal =
  /** everything that makes sense together costs less than the order minimum */
  | { code: 'minimum_beyond_sense'; reachMinor: number }
  /** the budget is below the order minimum */
  | { code: 'minimum_above_budget' }
  /** weight or volume keep the order below the minimum */
  | { code: 'minimum_above_room' }
  | { code: 'no_answer_in_time' | 'answer_breaks_limits' }

export interface Fit {
  limits: OrderLimits
  before: KnownTotals
  /** of the lines that are ordered, those without a price, weight or volume: they count 0 in the totals */
  unknown: UnknownCounts
  outcome:
    /** the suggestions keep every limit */
    | { kind: 'fits'; lines: FittedLine[] }
    | {
        kind: 'fitted'
        lines: FittedLine[]
        after: KnownTotals
        lostMinor: number
        /** upper limits that the suggestions break */
        cuts: Cut[]
        /** the suggestions are below the order minimum */
        raised: boolean
        /** no better order exists (but for a thousandth); false: the best found in the time there was */
        proven: boolean
      }
    | { kind: 'refused'; refusal: FitRefusal; lines: FittedLine[] }
}
