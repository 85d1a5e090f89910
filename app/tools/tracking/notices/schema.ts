/** Notices and the mails' words as forms, columns and pages hold them. Every message is a code: i18n says it under `trackingMails.`. */
import { z } from 'zod'
import type { Instant } from '#app/mirror/types.ts'
import { MOMENTS, type Moment } from '../settings/desk.ts'
import type { Channel } from './moments.ts'
import { MAIL_LANGUAGES, unknownPlaceholders } from './words.ts'

/** waiting: its turn comes. sending: handed over, no answer yet. skipped: not true any more, or nobody to tell. unclear: never answered. */
export const NOTICE_STATES = ['waiting', 'sending', 'sent', 'failed', 'unclear', 'skipped'] as const
export type NoticeState = (typeof NOTICE_STATES)[number]

export interface NoticeCount {
  channel: Channel
  moment: Moment
  state: NoticeState
  reason: string | null
  count: number
  newestAt: Instant
}

const words = (most: number, missing: string) =>
  z
    .string()
    .max(most, 'too_long')
    .refine((text) => text.trim() !== '', missing)
    .superRefine((text, context) => {
      for (const name of unknownPlaceholders(text))
        context.addIssue({ code: 'custom', message: 'unknown_placeholder', params: { name } })
    })

export const TemplateForm = z.object({
  moment: z.enum(MOMENTS),
  language: z.enum(MAIL_LANGUAGES),
  subject: words(200, 'subject_missing').refine((text) => !/[\r\n]/.test(text), 'one_line'),
  body: words(5_000, 'body_missing'),
})
export type TemplateForm = z.infer<typeof TemplateForm>

export const TemplateChoice = TemplateForm.pick({ moment: true, language: true })
export type TemplateChoice = z.infer<typeof TemplateChoice>
