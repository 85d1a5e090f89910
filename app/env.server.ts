/**
 * The only reader of process.env.
 * In: the environment. Out: one parsed, typed object; a missing or malformed variable stops the process with a message that
 * says what to set. Invariant: nothing else in app/ reads process.env.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** `id:base64(32 bytes)`, newest first, comma separated: the first encrypts, all decrypt. */
const KeyList = z
  .string()
  .regex(
    /^[\w-]+:[A-Za-z0-9+/]{43}=(,[\w-]+:[A-Za-z0-9+/]{43}=)*$/,
    'expected id:base64 of 32 bytes, comma separated, newest first',
  )

const Env = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  /** which halves this process serves */
  ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST_BIND: z.string().default('0.0.0.0'),
  /** PostgreSQL; empty = start the embedded server under DATA_DIR */
  DATABASE_URL: z.string().optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(12),
  DATA_DIR: z.string().default('.data'),
  SHOPIFY_API_KEY: z.string().min(1, 'set SHOPIFY_API_KEY to the client id of the app'),
  SHOPIFY_API_SECRET: z.string().min(1, 'set SHOPIFY_API_SECRET to the client secret of the app'),
  /** the client secret before the last rotation: Shopify signs with it for up to an hour */
  SHOPIFY_API_OLD_SECRET: z.string().optional(),
  SHOPIFY_APP_URL: z.url('set SHOPIFY_APP_URL to the public https address of the app'),
  SCOPES: z.string().optional(),
  /** local stand-in for https://cdn.shopify.com/shopifycloud/app-bridge.js */
  APP_BRIDGE_URL: z.url().optional(),
  TOKEN_KEYS: KeyList,
  /** keys the HMAC of e-mail, phone and postcode; changing it makes old look-ups miss */
  LOOKUP_KEY: z.string().min(32, 'set LOOKUP_KEY to at least 32 random characters'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** how many jobs one process runs at once */
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
  /** token for GET /metrics; empty = no metrics are served */
  METRICS_TOKEN: z.string().optional(),
  /** the mail server of the installation: smtps://user:password@host, smtp:// for STARTTLS; `?tls=none` for one without any */
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'set SMTP_URL like smtps://user:password@mail.example.com:465' })
    .optional(),
  /** the sender of what the installation's mail server sends */
  SMTP_FROM: z.email('set SMTP_FROM to an e-mail address').optional(),
  /** whether merchants may name mail servers in the network of this machine, at any port: only where they are trusted */
  SMTP_PRIVATE: z.enum(['true', 'false']).default('false'),
  /** whether merchants may name endpoints in the network of this machine, also without encryption: only where they are trusted */
  ENDPOINT_PRIVATE: z.enum(['true', 'false']).default('false'),
})
export type Env = z.infer<typeof Env>

let parsed: Env | undefined

/** The environment, parsed at first use. Throws with one line per problem. */
export function env(): Env {
  if (parsed) return parsed
  const result = Env.safeParse(process.env)
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`The environment is incomplete:\n${lines.join('\n')}\nSee "Connecting a real shop" in the README.`)
  }
  parsed = result.data
  return parsed
}

/**
 * For `shopify app dev`, which calls the tunnel HOST and knows nothing of our keys: names the one, and makes the others once, kept in
 * `dir` so that stored tokens still open tomorrow. What is set already stays. Never called in production: keys there are yours.
 */
export function completeForDevelopment(dir = process.env['DATA_DIR'] || '.data'): void {
  const file = join(dir, 'development-keys.json')
  mkdirSync(dir, { recursive: true })
  if (!existsSync(file)) {
    const made = {
      TOKEN_KEYS: `dev:${randomBytes(32).toString('base64')}`,
      LOOKUP_KEY: randomBytes(32).toString('hex'),
    }
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 })
  }
  const keys = z
    .object({ TOKEN_KEYS: z.string(), LOOKUP_KEY: z.string() })
    .parse(JSON.parse(readFileSync(file, 'utf8')))
  const tunnel = process.env['HOST']
  process.env['TOKEN_KEYS'] ||= keys.TOKEN_KEYS
  process.env['LOOKUP_KEY'] ||= keys.LOOKUP_KEY
  if (tunnel && URL.canParse(tunnel)) process.env['SHOPIFY_APP_URL'] ||= tunnel
  parsed = undefined
}

/** Used by the process entry when it has started the embedded database: later readers see the address. */
export function setDatabaseUrl(url: string): void {
  process.env['DATABASE_URL'] = url
  parsed = undefined
}
