/** The list of suppliers: searched, filtered, sorted, paged. In: rows and what is asked. Out: one page, and how many each view has. */
import type { Page } from '#app/mirror/views.ts'
import type { Tier } from './scorecard.ts'
import { offsetOf, usualLane, type Supplier, type SupplierQuery } from './schema.ts'

export interface SupplierRow {
  id: string
  name: string
  country: string | null
  currency: string
  variants: number
  /** of them, without a price */
  unpriced: number
  /** of the lane that counts when nobody chose one; null: the card has none */
  lane: string | null
  leadTimeDays: number | null
  tier: Tier | null
  archived: boolean
}

export function toRow(supplier: Supplier & { variants: number; unpriced: number }, tier: Tier | null): SupplierRow {
  const { id, name, country, currency, variants, unpriced, archivedAt } = supplier
  const lane = usualLane(supplier)
  return {
    id,
    name,
    country,
    currency,
    variants,
    unpriced,
    lane: lane?.name ?? null,
    leadTimeDays: lane?.quotedDays ?? null,
    tier,
    archived: archivedAt !== null,
  }
}

export interface SupplierList {
  page: Page<SupplierRow>
  /** of what matches the search */
  counts: { all: number; noLeadTime: number; archived: number }
}

export function listPage(rows: readonly SupplierRow[], query: SupplierQuery): SupplierList {
  const wanted = query.search?.toLowerCase()
  const searched = rows.filter((row) => wanted === undefined || row.name.toLowerCase().includes(wanted))
  const living = searched.filter((row) => !row.archived)
  const views = {
    all: living,
    noLeadTime: living.filter((row) => row.leadTimeDays === null),
    archived: searched.filter((row) => row.archived),
  }
  const shown = views[query.view ?? 'all'].toSorted(orderOf(query))
  const at = offsetOf(query)
  return {
    page: {
      rows: shown.slice(at, at + query.limit),
      next: at + query.limit < shown.length ? String(at + query.limit) : null,
      previous: at > 0 ? String(at) : null,
      total: shown.length,
      totalIsExact: true,
    },
    counts: { all: views.all.length, noLeadTime: views.noLeadTime.length, archived: views.archived.length },
  }
}

/** What is unknown stands last, whichever way the list runs. */
function orderOf({ sort, direction }: SupplierQuery): (a: SupplierRow, b: SupplierRow) => number {
  const sign = direction === 'asc' ? 1 : -1
  const byName = (a: SupplierRow, b: SupplierRow): number => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)
  if (sort === 'name') return (a, b) => sign * byName(a, b)
  const valueOf = (row: SupplierRow): number | null => (sort === 'variants' ? row.variants : row.leadTimeDays)
  return (a, b) => {
    const [first, second] = [valueOf(a), valueOf(b)]
    if (first === second) return byName(a, b)
    if (first === null || second === null) return first === null ? 1 : -1
    return sign * (first - second)
  }
}
