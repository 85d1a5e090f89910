/**
 * A shopper's question and what becomes of it. In: forms of the storefront and of the admin. Out: typed values.
 * Invariant: what is kept of who asked is what they gave and agreed to, and nothing else.
 */
import { z } from 'zod'
import type { Id, Instant } from '#app/mirror/types.ts'

export const LONGEST_ASKED = 1_000
/** Of a request's body: more is not read. */
export const MOST_ASKED_BYTES = 10_240
/** How long an address is kept for an answer. */
export const EMAIL_DAYS = 90

/** No control characters; the shopper's lines stay. */
const Text = z.string().transform((text) =>
  text
    .replace(/\r\n?/g, '\n')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g, ' ')
    .trim(),
)
const Flag = z
  .string()
  .transform((value) => !['', '0', 'false', 'off', 'no'].includes(value.trim().toLowerCase()))
  .default(false)
const short = (most: number) => z.string().trim().max(most).catch('').default('')

/** Messages are keys `error.<code>` of questions/data. */
export const AskForm = z
  .object({
    question: Text.pipe(z.string().min(1, 'question_missing').max(LONGEST_ASKED, 'question_too_long')),
    email: z
      .string()
      .trim()
      .default('')
      .pipe(z.union([z.literal(''), z.email().max(254)], 'email_invalid')),
    consent: Flag,
    /** to be passed on although something like an answer was found */
    send: Flag,
    market: short(255),
    page: short(500).transform((page) => (page.startsWith('/') ? page : '')),
    product: z
      .string()
      .trim()
      .regex(/^\d{1,19}$/)
      .catch('')
      .default(''),
  })
  .superRefine(({ consent, send, email }, context) => {
    if (!consent && (send || email !== ''))
      context.addIssue({ code: 'custom', path: ['consent'], message: 'consent_missing' })
  })
export type AskForm = z.infer<typeof AskForm>

export interface AnswerShown {
  /** the metaobject's handle */
  id: string
  question: string
  /** sanitised HTML with its placeholders filled */
  answerHtml: string
  /** BCP 47, of both */
  language: string
}

export type AskAnswer =
  | { outcome: 'answer' | 'suggest' | 'handed_on'; entries: AnswerShown[]; stored: boolean; answersByMail: boolean }
  | { outcome: 'too_many'; retryAfterSeconds: number }

export const QUESTION_STATES = ['open', 'answered', 'covered', 'dismissed'] as const
export type QuestionState = (typeof QUESTION_STATES)[number]

export interface NearEntry {
  entryId: Id
  /** 0 to about 1 */
  score: number
}

export interface Question {
  id: Id
  text: string
  locale: string
  market: string | null
  page: string | null
  productId: Id | null
  outcome: 'suggest' | 'handed_on' | 'answer'
  nearest: NearEntry[]
  state: QuestionState
  entryId: Id | null
  askedAt: Instant
  /** whether there is an address to answer to */
  hasEmail: boolean
}
