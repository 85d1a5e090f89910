/**
 * Mail as forms, columns and pages hold it. In: what a page sends, what a JSON column keeps. Out: typed values.
 * Every message is a code: i18n says it under `mail.`. Invariant: a failure has a code that a merchant's sentence belongs to; the server's own words stand beside it.
 */
import { z } from 'zod'
import type { Instant } from '#app/mirror/types.ts'

/** planned: waits for its turn. handing_over: the server is getting the message. unclear: handed over, and never answered. */
export const MAIL_STATES = ['planned', 'handing_over', 'sent', 'failed', 'unclear'] as const
export type MailState = (typeof MAIL_STATES)[number]

/** Why a message is not sent, or not yet; the words are in i18n under `mail.failure.<code>`. */
export const MAIL_FAILURES = [
  'no_account',
  'no_reply_to',
  'password_unreadable',
  'sender_changed',
  'private_address',
  'unreachable',
  'encryption',
  'login',
  'recipient_refused',
  'too_large',
  'refused',
  'busy',
  'no_answer',
  'not_arrived',
  'bug',
] as const
export type MailFailureCode = (typeof MAIL_FAILURES)[number]

export const MailFailure = z.object({
  code: z.enum(MAIL_FAILURES).catch('bug'),
  /** the server's reply code; null: it said nothing */
  number: z.number().int().nullable().default(null),
  /** what the server said, or what is for people who debug */
  words: z.string().default(''),
  at: z.string(),
})
export type MailFailure = z.infer<typeof MailFailure>

export interface Mail {
  id: string
  state: MailState
  recipients: string[]
  subject: string
  files: string[]
  attempts: number
  failure: MailFailure | null
  /** what the server said when it took the message; of whom it refused */
  answer: string | null
  createdAt: Instant
  handedOverAt: Instant | null
  endedAt: Instant | null
}

// Addresses ----------------------------------------------------------------------------------------------------------

export const MOST_RECIPIENTS = 10
const Address = z.email('email_invalid').max(254, 'too_long')

/** Addresses as people type them: between commas, semicolons, spaces or lines; twice is once. */
export function addressList(least: number) {
  return z
    .string()
    .max(4_000, 'too_long')
    .transform((text) => [
      ...new Map(
        text
          .split(/[\s,;，；]+/)
          .filter((part) => part !== '')
          .map((part) => [part.toLowerCase(), part]),
      ).values(),
    ])
    .pipe(z.array(Address).min(least, 'email_missing').max(MOST_RECIPIENTS, 'too_many_recipients'))
}

// Settings -----------------------------------------------------------------------------------------------------------

/** tls: encrypted from the first byte (465). starttls: encrypted before anything is said (587). */
export const SECURITIES = ['tls', 'starttls'] as const
/** What mail servers listen on; others only where the installation allows servers of its own network. */
export const MAIL_PORTS = [25, 465, 587, 2525] as const

/** As it is stored; the password encrypted, bound to its shop. */
export const StoredMail = z.object({
  use: z.enum(['installation', 'own']).default('installation'),
  replyTo: z.string().default(''),
  own: z
    .object({
      host: z.string(),
      port: z.number().int(),
      security: z.enum(SECURITIES),
      user: z.string(),
      passwordBox: z.string(),
      fromAddress: z.string(),
      fromName: z.string(),
    })
    .nullable()
    .default(null),
})
export type StoredMail = z.infer<typeof StoredMail>

const text = (most: number) => z.string().trim().max(most, 'too_long')

/** As the page sends it: all texts. An empty password keeps the stored one. */
export const MailForm = z.discriminatedUnion('use', [
  z.object({ use: z.literal('installation'), replyTo: z.union([z.literal(''), Address], 'email_invalid') }),
  z.object({
    use: z.literal('own'),
    replyTo: z.union([z.literal(''), Address], 'email_invalid'),
    host: text(253)
      .min(1, 'host_missing')
      .regex(/^[\p{L}\p{N}]([\p{L}\p{N}.:-]*[\p{L}\p{N}])?$/u, 'host_invalid'),
    port: z.coerce.number('port_invalid').int('port_invalid').min(1, 'port_invalid').max(65_535, 'port_invalid'),
    security: z.enum(SECURITIES, 'security_invalid'),
    user: text(254),
    password: z.string().max(1_000, 'too_long'),
    fromAddress: z.string().trim().pipe(Address),
    fromName: text(120).refine((name) => !/[\r\n]/.test(name), 'too_long'),
  }),
])
export type MailForm = z.infer<typeof MailForm>
