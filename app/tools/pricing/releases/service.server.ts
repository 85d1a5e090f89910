/**
 * Releases as a merchant and the jobs ask for them. In: a shop and a question or a wish. Out: plain values, or an AppError that says what to do.
 * Invariant: a price is written to the shop only by a release that was previewed and approved, and every write is a row first.
 * Under construction: signatures first, so that the pages can be written beside it.
 */
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { Page } from '#app/mirror/views.ts'
import type { ResolvedTime } from './schedule.ts'
import type {
  ExplainedRow,
  GuardAnswer,
  GuardSettings,
  NewRelease,
  Release,
  ReleaseProgress,
  ReleaseQuery,
  ReleaseRow,
  ReleaseSummary,
  RowCounts,
  RowQuery,
  ScheduleForm,
} from './schema.ts'

/** Whether Shopify lets us write prices in this shop: without it a release can be previewed, not applied. */
export function canWritePrices(shop: Shop): boolean {
  return shop.scopes.includes('write_products')
}

interface ReleaseService {
  createRelease(shop: Shop, wish: NewRelease): Promise<Release>
  /** What it plans, anew; it is a draft again. */
  changeRelease(shop: Shop, id: string, wish: NewRelease): Promise<Release>
  /** Newest first; `next` is the `after` of the following page. */
  listReleases(shop: Shop, query: ReleaseQuery): Promise<{ releases: ReleaseSummary[]; next: number | null }>
  getRelease(shop: Shop, id: string): Promise<Release>
  countRows(shop: Shop, id: string): Promise<RowCounts>
  previewRelease(shop: Shop, id: string, asOf: Instant): Promise<Release>
  /** A row's `id` for the cursor is inside; rows of 50 unless told. */
  listReleaseRows(shop: Shop, id: string, query: RowQuery): Promise<Page<ReleaseRow>>
  exportReleaseRows(shop: Shop, id: string, query: RowQuery): AsyncIterable<ReleaseRow>
  explainRow(shop: Shop, id: string, row: { bookId: Id; variantId: Id }): Promise<ExplainedRow>
  answerGuard(shop: Shop, id: string, answer: GuardAnswer): Promise<Release>
  guardSettings(shop: Shop): Promise<GuardSettings>
  saveGuardSettings(shop: Shop, settings: GuardSettings): Promise<void>
  approveRelease(shop: Shop, id: string, asOf: Instant): Promise<Release>
  /** Says back which moments were meant, and whether the clock skips or repeats them. */
  scheduleRelease(
    shop: Shop,
    id: string,
    form: ScheduleForm,
    asOf: Instant,
  ): Promise<{ release: Release; startsAt: ResolvedTime | null; endsAt: ResolvedTime | null }>
  unscheduleRelease(shop: Shop, id: string): Promise<Release>
  /** Now. */
  applyRelease(shop: Shop, id: string, asOf: Instant): Promise<Release>
  /** The rows that Shopify refused and those that were never reached, once more. */
  retryRelease(shop: Shop, id: string): Promise<Release>
  pauseRelease(shop: Shop, id: string): Promise<Release>
  resumeRelease(shop: Shop, id: string): Promise<Release>
  /** Stops writing for good: what is written stays (and can be rolled back), the rest is not written. */
  stopRelease(shop: Shop, id: string): Promise<Release>
  rollbackRelease(shop: Shop, id: string): Promise<Release>
  /** A release that was rolled back, approved once more. */
  repeatRelease(shop: Shop, id: string): Promise<Release>
  cancelRelease(shop: Shop, id: string): Promise<Release>
  /** Deletes a draft, or a release that was cancelled before anything was written. */
  discardRelease(shop: Shop, id: string): Promise<void>
  releaseProgress(shop: Shop, id: string, asOf: Instant): Promise<ReleaseProgress>
}
export type { ReleaseService }
