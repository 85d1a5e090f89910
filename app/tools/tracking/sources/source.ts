/**
 * What every source of events is asked, and answers. In: numbers. Out: what became of each, or one trouble for the whole call. Invariant: an answer
 * names the numbers it is about as they were sent; what it says of people is not in it.
 */
import type { Meaning, TrackingEvent } from '../status/model.ts'
import type { SourceTroubleCode } from './schema.ts'

/** Sources that are asked by us; Shopify's own events come with the orders, files by hand. */
export const ASKED_SOURCES = ['17track', 'aftership', 'endpoint'] as const
export type AskedSource = (typeof ASKED_SOURCES)[number]

export interface SentNumber {
  number: string
  /** code of the carriers' directory; null: the source finds it itself */
  carrier: string | null
  /** ISO 3166; null: unknown */
  destinationCountry: string | null
  /** the source's own id of the number, where it gave one */
  remoteId: string | null
}

export interface HeardParcel {
  number: string
  events: TrackingEvent[]
  /** another carrier that brings it to the door; its code when the directory knows it */
  lastMile: { carrier: string | null; number: string | null } | null
  /** what the source says of the parcel as a whole; null: nothing */
  summary: Meaning | null
  /** events whose time or status could not be read */
  unreadable: number
  remoteId: string | null
}

/** Why a source will not follow a number. */
export const REFUSALS = ['bad_number', 'carrier_unknown', 'carrier_wrong', 'quota', 'more_needed', 'other'] as const
export type RefusalCode = (typeof REFUSALS)[number]

export type Registered = { number: string } & (
  | { outcome: 'registered'; remoteId: string | null }
  /** it was there before: nothing was charged now */
  | { outcome: 'already'; remoteId: string | null }
  | { outcome: 'refused'; reason: RefusalCode; words: string }
)

export type Asked = { number: string } & (
  | { outcome: 'heard'; heard: HeardParcel }
  /** the source has it and knows nothing yet */
  | { outcome: 'nothing' }
  /** the source does not have it */
  | { outcome: 'unknown' }
)

export interface Trouble {
  code: SourceTroubleCode
  /** the source's own, or for people who debug; cut, and without anything personal */
  words: string
  /** as the source asks; null: it did not say */
  retryAfterSeconds: number | null
  /** the request left, and nothing says whether it was carried out */
  unclear: boolean
}

export type Answer<T> = { ok: true; value: T } | { ok: false; trouble: Trouble }

export interface Quota {
  total: number
  used: number
}

/** A message that the source pushed: whom it is about, and what it says. */
export interface Push {
  kind: 'update' | 'stopped' | 'other'
  heard: HeardParcel[]
}

export interface SourceLimits {
  /** numbers that one call may register; 0: the source needs no registering */
  registerPerCall: number
  askPerCall: number
  /** between two calls, so that the source's own limit is kept */
  pauseMs: number
}

/** What a merchant connected, in clear: only for the moment of a call. */
export interface SourceAccount {
  key: string
  /** signs what is pushed, where it is not the key itself; null: pushes cannot be checked */
  pushSecret: string | null
  /** the merchant's own endpoint */
  endpoint: { url: string; method: 'GET' | 'POST' } | null
}

export interface SourceAdapter {
  source: AskedSource
  limits: SourceLimits
  register: (
    account: SourceAccount,
    numbers: readonly SentNumber[],
    signal: AbortSignal,
  ) => Promise<Answer<Registered[]>>
  ask: (account: SourceAccount, numbers: readonly SentNumber[], signal: AbortSignal) => Promise<Answer<Asked[]>>
  /** Checks that the account works, without charge; its quota where the source tells it. */
  check: (account: SourceAccount, signal: AbortSignal) => Promise<Answer<Quota | null>>
  /** null: the source pushes nothing */
  push: SourcePush | null
}

export interface SourcePush {
  /** whether the message is the source's: its signature over the raw body */
  isSigned: (account: SourceAccount, headers: Headers, body: Uint8Array) => boolean
  /** null: not a message of the documented form */
  read: (body: unknown) => Push | null
}
