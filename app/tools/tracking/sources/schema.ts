/**
 * Sources of events as pages, tables and jobs name them: states, troubles, options, forms. Invariant: a code here has words in both languages
 * (i18n `trackingSources.*`), and a stored document of an older form still parses.
 */
import { z } from 'zod'
import type { Instant } from '#app/mirror/types.ts'

/** Why a source did not answer as it should. */
export const SOURCE_TROUBLES = [
  /** the key is wrong, was changed, or may not do this */
  'unauthorized',
  'rate_limited',
  /** the period's numbers are used up: nothing new is registered, what is registered is still asked for */
  'quota',
  /** 5xx, no connection, no answer in time */
  'down',
  /** an answer that is not of the documented form */
  'garbage',
  /** the request was refused as a whole */
  'refused',
  'too_large',
  'private_address',
  'not_https',
  /** the stored key does not open any more */
  'key_unreadable',
] as const
export type SourceTroubleCode = (typeof SOURCE_TROUBLES)[number]

/** Troubles that no waiting ends. */
export const NEEDS_A_PERSON: ReadonlySet<SourceTroubleCode> = new Set([
  'unauthorized',
  'private_address',
  'not_https',
  'key_unreadable',
])

export const SourceTrouble = z.object({
  code: z.enum(SOURCE_TROUBLES).catch('refused'),
  words: z.string().catch(''),
  at: z.string(),
})
export type SourceTrouble = z.infer<typeof SourceTrouble>

export const REGISTRATION_STATES = ['planned', 'calling', 'registered', 'refused', 'unclear', 'stopped'] as const
export type RegistrationState = (typeof REGISTRATION_STATES)[number]

export const STOP_REASONS = ['delivered', 'silent', 'gone'] as const
export type StopReason = (typeof STOP_REASONS)[number]

/** all: every open parcel. silent: only those of which Shopify has no scan this many days after they left. */
export const REGISTER_WHEN = ['all', 'silent'] as const
export const MOST_WAIT_DAYS = 14

export const SourceOptions = z.object({
  registerWhen: z.enum(REGISTER_WHEN).catch('all'),
  waitDays: z.number().int().min(1).max(MOST_WAIT_DAYS).catch(3),
  /** numbers a month of the plan, as the merchant says it: for services that do not tell; null: unknown */
  planQuota: z.number().int().min(1).nullable().catch(null),
  endpoint: z
    .object({ url: z.string(), method: z.enum(['GET', 'POST']) })
    .nullable()
    .catch(null),
})
export type SourceOptions = z.infer<typeof SourceOptions>

/** What is encrypted. */
export const SourceSecrets = z.object({ key: z.string(), pushSecret: z.string().nullable() })
export type SourceSecrets = z.infer<typeof SourceSecrets>

// Forms --------------------------------------------------------------------------------------------------------------

/** Keys are printable ASCII: anything else is a slip of copying, and would break the header it travels in. */
const Key = z
  .string()
  .trim()
  .min(1, 'key_missing')
  .max(500, 'key_long')
  .regex(/^[\x21-\x7e]+$/, 'key_invalid')
const optionalKey = z.union([z.literal(''), Key], 'key_invalid').default('')

const Common = {
  registerWhen: z.enum(REGISTER_WHEN).default('all'),
  waitDays: z.coerce
    .number('days_invalid')
    .int('days_invalid')
    .min(1, 'days_invalid')
    .max(MOST_WAIT_DAYS, 'days_invalid')
    .default(3),
}

const planQuota = z
  .union(
    [
      z.literal('').transform(() => null),
      z.coerce.number('quota_invalid').int('quota_invalid').min(1, 'quota_invalid').max(100_000_000, 'quota_invalid'),
    ],
    'quota_invalid',
  )
  .default(null)

/** An address that can be called: no user, no password, no fragment. */
const EndpointUrl = z
  .string()
  .trim()
  .max(2_000, 'url_long')
  .refine((text) => {
    const url = URL.parse(text)
    return (
      url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === ''
    )
  }, 'url_invalid')

/** As the page sends it: all texts. */
export const ConnectForm = z.discriminatedUnion('source', [
  z.object({ source: z.literal('17track'), key: Key, ...Common }),
  z.object({ source: z.literal('aftership'), key: Key, pushSecret: optionalKey, planQuota, ...Common }),
  z.object({
    source: z.literal('endpoint'),
    key: optionalKey,
    url: EndpointUrl,
    method: z.enum(['GET', 'POST']),
    ...Common,
  }),
])
export type ConnectForm = z.infer<typeof ConnectForm>

/** What can be changed without the key. */
export const OptionsForm = z.object({ source: z.enum(['17track', 'aftership', 'endpoint']), planQuota, ...Common })
export type OptionsForm = z.infer<typeof OptionsForm>

// What pages read ----------------------------------------------------------------------------------------------------

export interface SourceView {
  source: '17track' | 'aftership' | 'endpoint'
  state: 'connected' | 'disconnected'
  hint: string
  options: SourceOptions
  hasPushSecret: boolean
  connectedAt: Instant
  disconnectedAt: Instant | null
  failures: number
  blockedUntil: Instant | null
  trouble: SourceTrouble | null
  askedAt: Instant | null
  answeredAt: Instant | null
  pushedAt: Instant | null
  quota: { total: number | null; used: number; seenAt: Instant; warn: 0 | 80 | 100 } | null
  ignored: number
  forged: number
  counts: Record<RegistrationState, number>
  /** the refused ones by why */
  refusals: { reason: string; numbers: number; example: string; words: string | null }[]
  /** where it pushes to: the part after the app's address; null: it pushes nothing */
  pushPath: string | null
  /** disconnected, and until then it can be taken back */
  undoUntil: Instant | null
}
