/** What the check page asks for. In: the address and forms. Out: typed values. Invariant: a fix names the version it was proposed for. */
import { z } from 'zod'
import { PLACEHOLDERS, type PlaceholderName } from '../placeholders/parse.ts'
import { FINDING_CODES } from './engine.ts'

export const FINDINGS_PER_PAGE = 50

export const CheckQuery = z.object({
  code: z.enum(FINDING_CODES).optional(),
  page: z.coerce.number().int().min(1).max(1_000).default(1),
})
export type CheckQuery = z.infer<typeof CheckQuery>

export const FixForm = z.object({
  /** made by the page: sent twice it is done once, and it is what takes it back */
  id: z.uuid(),
  entryId: z.string().regex(/^\d{1,19}$/),
  number: z.coerce.number().int().positive(),
  language: z.string().min(2).max(20),
  start: z.coerce.number().int().min(0),
  end: z.coerce.number().int().positive(),
  placeholder: z.enum(Object.keys(PLACEHOLDERS) as [PlaceholderName, ...PlaceholderName[]]),
})
export type FixForm = z.infer<typeof FixForm>
