/**
 * One message to one mail server. In: an account, an envelope, the message. Out: sent, not sent (and whether trying again can help), or unclear:
 * the server had all of it and did not answer. Invariant: `beforeHandover` has ended before the first byte of the message leaves, so whoever
 * remembers that knows of every message that may have arrived. Nothing is logged: replies hold addresses.
 */
import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import SmtpConnection from 'nodemailer/lib/smtp-connection'
import { publicAddressOf } from '#app/net/hosts.server.ts'
import type { Sender } from './message.server.ts'
import type { MailFailureCode } from './schema.ts'

export interface SmtpAccount {
  host: string
  port: number
  /** `plain`: not encrypted, only what the installation's own environment asks for */
  security: 'tls' | 'starttls' | 'plain'
  user: string
  password: string
  from: Sender
  replyTo: string | null
  /** whether it may be a machine of our own network */
  mayBePrivate: boolean
}

export interface Envelope {
  from: string
  to: readonly string[]
}

interface NotSent {
  code: MailFailureCode
  number: number | null
  words: string
}

export type Delivery =
  | { kind: 'sent'; answer: string; refused: string[] }
  /** `passes`: it may go well another time */
  | { kind: 'not_sent'; failure: NotSent; passes: boolean }
  | { kind: 'unclear'; words: string }

const CONNECT_MS = 15_000
const SILENCE_MS = 60_000
const LONGEST_WORDS = 500

export interface DeliverOptions {
  /** how we greet the server: a host name of ours */
  greetAs: string
  /** the point of no return; what it throws stops the delivery and is thrown on */
  beforeHandover: () => Promise<void>
  signal: AbortSignal
}

/** Throws what `beforeHandover` throws, and the signal's reason while nothing was handed over. */
export async function deliver(
  account: SmtpAccount,
  envelope: Envelope,
  message: Uint8Array,
  options: DeliverOptions,
): Promise<Delivery> {
  const { signal } = options
  signal.throwIfAborted()
  const host = account.mayBePrivate ? account.host : await resolved(account.host)
  if (typeof host !== 'string') return { kind: 'not_sent', ...host }
  const connection = new SmtpConnection({
    host,
    port: account.port,
    secure: account.security === 'tls',
    requireTLS: account.security === 'starttls',
    ignoreTLS: account.security === 'plain',
    name: options.greetAs,
    // The name that the certificate is for, also where one of its addresses is connected to.
    ...(isIP(account.host) ? {} : { servername: account.host }),
    tls: { minVersion: 'TLSv1.2', ...(isIP(account.host) ? {} : { servername: account.host }) },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    allowInternalNetworkInterfaces: account.mayBePrivate,
    logger: false,
  })
  let stage: 'before' | 'handing' = 'before'
  let thrown: { error: unknown } | null = null
  const failed = new Promise<never>((_, reject) => connection.on('error', reject))
  failed.catch(() => undefined)
  const stop = (): void => {
    if (stage === 'before') connection.close()
  }
  signal.addEventListener('abort', stop, { once: true })
  async function* handover(): AsyncGenerator<Uint8Array> {
    try {
      signal.throwIfAborted()
      await options.beforeHandover()
    } catch (error) {
      thrown = { error }
      throw error
    }
    stage = 'handing'
    yield message
  }
  try {
    await Promise.race([failed, called((done) => connection.connect(done))])
    if (account.user !== '') {
      const credentials = { user: account.user, pass: account.password }
      await Promise.race([failed, called((done) => connection.login({ credentials }, done))])
    }
    const info = await Promise.race([
      failed,
      called<{ response?: string | undefined; rejected?: unknown[] | undefined }>((done) =>
        connection.send(
          { from: envelope.from, to: [...envelope.to], size: message.byteLength },
          Readable.from(handover()),
          done,
        ),
      ),
    ])
    connection.quit()
    return { kind: 'sent', answer: cut(info?.response ?? ''), refused: (info?.rejected ?? []).map(String) }
  } catch (error) {
    connection.close()
    const before = thrown as { error: unknown } | null
    if (before) throw before.error
    if (stage === 'before') signal.throwIfAborted()
    return outcomeOf(error, stage)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** A callback of the library as a promise. */
function called<T>(call: (done: (error?: Error | null, value?: T) => void) => void): Promise<T | undefined> {
  return new Promise((resolve, reject) => call((error, value) => (error ? reject(error) : resolve(value))))
}

async function resolved(host: string): Promise<string | { failure: NotSent; passes: boolean }> {
  try {
    const found = await publicAddressOf(host)
    if (found !== 'private') return found.address
    return { failure: { code: 'private_address', number: null, words: '' }, passes: false }
  } catch (error) {
    return { failure: { code: 'unreachable', number: null, words: wordsOf(error) }, passes: true }
  }
}

interface SmtpError {
  code?: string
  originalCode?: string
  command?: string
  response?: string
  responseCode?: number
}

const TLS_TROUBLE = /TLS|CERT|SELF_SIGNED|VERIFY|EPROTO|SSL/

/** What the library's error means for the message. */
function outcomeOf(error: unknown, stage: 'before' | 'handing'): Delivery {
  const { code = '', originalCode = '', command = '', response, responseCode: number = null } = error as SmtpError
  const notSent = (why: MailFailureCode, passes: boolean): Delivery => ({
    kind: 'not_sent',
    failure: { code: why, number, words: cut(response ?? wordsOf(error)) },
    passes,
  })
  if (code === 'ETLS') return notSent('encryption', false)
  if (number !== null) {
    const passes = number < 500
    if (code === 'EAUTH') return notSent('login', passes)
    if (passes) return notSent('busy', true)
    if (number === 552) return notSent('too_large', false)
    return notSent(command === 'RCPT TO' ? 'recipient_refused' : 'refused', false)
  }
  if (stage === 'handing') return { kind: 'unclear', words: cut(wordsOf(error)) }
  if (code === 'EAUTH' || code === 'ENOAUTH') return notSent('login', false)
  if (code === 'EMESSAGE') return notSent('too_large', false)
  if (code === 'EENVELOPE') return notSent('recipient_refused', false)
  if (TLS_TROUBLE.test(`${code} ${originalCode}`)) return notSent('encryption', false)
  return notSent('unreachable', true)
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function cut(words: string): string {
  return words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS)}…` : words
}
