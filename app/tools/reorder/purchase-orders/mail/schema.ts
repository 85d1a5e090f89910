/**
 * A mail with an order, as its page sends it. In: texts. Out: addresses, words, which files go with it. Every message is a code: i18n says it under
 * `reorderMail.refused`. Invariant: what goes out is what the page showed: nothing is added to the words afterwards.
 */
import { z } from 'zod'
import { addressList } from '#app/mail/schema.ts'
import { PAPER_FORMATS } from '../papers/sheet.ts'

const LONGEST_SUBJECT = 200
const LONGEST_TEXT = 20_000
/** Of the order's own files together: what mail servers take (25 MB is usual), less a third for their coding and room for the papers. */
export const MOST_ATTACHED_BYTES = 15 * 1024 * 1024

const commaList = z.string().transform((text) => text.split(',').filter((part) => part !== ''))
const flag = z.enum(['true', 'false']).transform((value) => value === 'true')

export const OrderMailForm = z.object({
  /** made by the page: sent twice it is one mail */
  mailId: z.uuid(),
  to: addressList(1),
  cc: addressList(0),
  language: z.enum(['en', 'zh-CN']),
  subject: z
    .string()
    .trim()
    .min(1, 'subject_missing')
    .max(LONGEST_SUBJECT, 'too_long')
    .refine((text) => !/[\r\n]/.test(text), 'one_line'),
  text: z.string().trim().min(1, 'text_missing').max(LONGEST_TEXT, 'too_long'),
  /** comma between them; none is allowed */
  files: commaList.pipe(z.array(z.enum(PAPER_FORMATS))),
  /** of the files that lie on the order: ids, comma between them */
  attachments: commaList.pipe(z.array(z.uuid())),
  /** the supplier has it then: of an approved order */
  markSent: flag,
})
export type OrderMailForm = z.infer<typeof OrderMailForm>

/** States in which a supplier is written to: what is not approved is nobody's order yet. */
export const MAILED_STATES = ['approved', 'sent', 'confirmed', 'part_received'] as const
