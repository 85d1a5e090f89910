/** An answer by mail. In: the form of the page. Out: typed values. Invariant: it can be taken back until `sendAt`. */
import { z } from 'zod'
import type { Id, Instant } from '#app/mirror/types.ts'

/** How long a merchant can think better of it. */
export const UNDO_SECONDS = 60

/** Messages are codes for i18n under `faqQuestions.error`. */
export const ReplyForm = z.object({
  /** made by the page: sent twice it is one */
  id: z.uuid(),
  questionId: z.string().regex(/^\d{1,19}$/),
  subject: z
    .string()
    .trim()
    .min(1, 'subject_missing')
    .max(200, 'subject_too_long')
    .refine((subject) => !/[\r\n]/.test(subject), 'subject_too_long'),
  text: z.string().trim().min(1, 'text_missing').max(10_000, 'text_too_long'),
})
export type ReplyForm = z.infer<typeof ReplyForm>

export const REPLY_STATES = ['planned', 'sending', 'sent', 'failed', 'taken_back'] as const
export type ReplyState = (typeof REPLY_STATES)[number]

/** The words are in i18n under `mail.failure.<code>`. */
export interface ReplyFailure {
  code: string
  words: string
}

export interface Reply {
  id: string
  questionId: Id
  subject: string
  text: string
  state: ReplyState
  sendAt: Instant
  failure: ReplyFailure | null
}
