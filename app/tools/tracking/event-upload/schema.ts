/**
 * Files of tracking events: what may be in them, what is said of them. In: codes. Out: the words of the import (i18n `trackingUpload.*`). Invariant: a file
 * adds events and takes none away; taking it back removes what it alone had added.
 */
import { z } from 'zod'
import type { Instant } from '#app/mirror/types.ts'
import type { ColumnAdvice } from '#app/sheets/columns.ts'
import type { LineProblem } from '#app/sheets/types.ts'
import type { Meaning } from '../status/model.ts'

/** Of a line, beside the shared ones. */
export const UPLOAD_PROBLEMS = [
  'no_number',
  'unknown_number',
  'no_status',
  'unknown_status',
  'in_future',
  'before_order',
  'bad_leg',
] as const
export type UploadProblem = (typeof UPLOAD_PROBLEMS)[number]

export interface UploadPreview extends ColumnAdvice {
  fileName: string
  problems: LineProblem[]
  /** events that can be added */
  ready: number
  /** of those, how many are not known yet */
  fresh: number
  parcels: number
  /** a few parcels with what would become of them */
  examples: {
    number: string
    orderName: string | null
    before: Meaning | null
    after: Meaning | null
    events: number
  }[]
}

export interface UploadCounts {
  events: number
  parcels: number
}

/** Parcel -> keys of its events that were new. */
export const UploadAdded = z.record(z.string().regex(/^\d+$/), z.array(z.string()))
export type UploadAdded = z.infer<typeof UploadAdded>

export interface PastUpload {
  id: string
  fileName: string
  counts: UploadCounts
  importedAt: Instant
  undoneAt: Instant | null
}
