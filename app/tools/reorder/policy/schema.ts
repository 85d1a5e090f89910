/**
 * How a shop wants to order. In: stored JSON, form fields. Out: the policy, typed. Invariant: every field has a default, so that a plan can be
 * made before anybody has set anything, and what is assumed is shown as an assumption.
 */
import { z } from 'zod'
import { CLASS_LEVELS_BPS } from './service-level.ts'
import { ABC, XYZ, type AbcXyz } from '../terms.ts'

export const ABC_XYZ = ABC.flatMap((abc) => XYZ.map((xyz) => `${abc}${xyz}` as const)) satisfies AbcXyz[]

/** 50 % to 99.9 %: below it one would rather not stock the goods, above it no history can tell. */
const LevelBps = z.number().int().min(5_000).max(9_990)

const Levels = z.object(
  Object.fromEntries(ABC_XYZ.map((name) => [name, LevelBps.default(CLASS_LEVELS_BPS[name])])) as Record<
    AbcXyz,
    z.ZodDefault<typeof LevelBps>
  >,
)

/** 1.25 ^ 2.62 - 1: the mean of published price elasticities; see forecast/promotions.ts. */
const PUBLISHED_UPLIFT_BPS = 7_900

/** Which unusually large order lines are left out of demand. */
export const OUTLIERS = ['keep', 'beyond_z', 'beyond_fence'] as const

export const PolicyDocument = z.object({
  service: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('class') }),
      z.object({
        kind: z.literal('cost'),
        /** what an unserved unit costs beyond its margin, in the shop's currency */
        stockOutMinor: z.number().int().min(0).max(1_000_000_00),
        leastBps: LevelBps,
        mostBps: LevelBps,
      }),
    ])
    .default({ kind: 'class' }),
  levelsBps: Levels.prefault({}),
  /** days between two looks at the same item */
  reviewDays: z.number().int().min(1).max(90).default(7),
  /** how many days an order is to last after it arrived */
  coverDays: z.number().int().min(1).max(365).default(28),
  /** capital, storage, insurance and shrinkage of a year, of the unit cost */
  holdingBpsPerYear: z.number().int().min(0).max(10_000).default(2_500),
  /** for goods without a supplier, or whose supplier names none; null: they get no suggestion */
  defaultLeadTimeDays: z.number().int().min(1).max(365).nullable().default(null),
  outliers: z.enum(OUTLIERS).default('keep'),
  /** by how much units rise while a price is cut by 20 %, until the shop's own promotions tell; null: promotions do not change a forecast */
  promotionUpliftBps: z.number().int().min(0).max(100_000).nullable().default(PUBLISHED_UPLIFT_BPS),
  /** more than this many days of cover is too much */
  overstockDays: z.number().int().min(14).max(730).default(60),
  /** without a sale for this long it is dead */
  deadDays: z.number().int().min(30).max(1_095).default(180),
})
export type PolicyDocument = z.infer<typeof PolicyDocument>

/** What counts until somebody has said something else. */
export const DEFAULT_POLICY: PolicyDocument = PolicyDocument.parse({})
