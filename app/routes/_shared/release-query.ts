/**
 * The address of a release's price list, as the lists of the app write it (`sort`, `direction`), and as the release's service asks for it.
 * Invariant: one translation, used by the page, the page of one price (its way back) and the export.
 */
import { z } from 'zod'
import { ROW_STATES, RowQuery } from '#app/tools/pricing/releases/schema.ts'

export const PriceListQuery = RowQuery.omit({ state: true, outcome: true, direction: true, order: true }).extend({
  /** '': what is or was to be written; all: what was held back or refused, too; else the rows of one state */
  show: z.enum(['', 'all', ...ROW_STATES]).default(''),
  /** rises or falls */
  move: z.enum(['', 'rise', 'fall']).default(''),
  direction: z.enum(['asc', 'desc']).default('asc'),
})
export type PriceListQuery = z.infer<typeof PriceListQuery>

export function rowQuery({ show, move, direction, ...query }: PriceListQuery): RowQuery {
  return {
    ...query,
    state: show === 'all' ? '' : show,
    outcome: show === '' ? 'change' : '',
    direction: move,
    order: direction,
  }
}
