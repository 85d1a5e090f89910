/**
 * The access and refresh tokens that this Shopify has handed out, all in memory.
 * In: a shop and a grant. Out: a token pair, or the reason why a token is not accepted.
 * Invariant: a token works only for its own shop, until it expires, is expired by hand, or the shop uninstalls.
 * Sources: shopify.dev "About offline access tokens"; changelog "More resilient refreshes for expiring offline access
 * tokens" (2026-08-28): a used refresh token may be retried until its replacement is used, 30 days at most.
 */
import { randomBytes } from 'node:crypto'

export interface TokenPair {
  accessToken: string
  expiresInSeconds: number
  refreshToken: string | null
  refreshExpiresInSeconds: number | null
}

interface AccessTokenRecord {
  shopDomain: string
  expiresAtMs: number
}

interface RefreshTokenRecord {
  shopDomain: string
  expiresAtMs: number
  firstUsedAtMs: number | null
  /** the token this one replaces: retired as soon as this one is used */
  replaces: string | null
}

export type AccessCheck = 'accepted' | 'unknown' | 'other_shop' | 'expired'

const REFRESH_LIFE_SECONDS = 90 * 24 * 3600
const RETRY_WINDOW_MS = 30 * 24 * 3600 * 1000

export class AccessTokens {
  readonly #access = new Map<string, AccessTokenRecord>()
  readonly #refresh = new Map<string, RefreshTokenRecord>()
  readonly #lifeSeconds: number
  readonly #now: () => number

  constructor(options: { lifeSeconds?: number; now?: () => number } = {}) {
    this.#lifeSeconds = options.lifeSeconds ?? 3600
    this.#now = options.now ?? Date.now
  }

  /** A pair for the whole shop (offline), or an access token of one user's session (online, without refresh). */
  issue(shopDomain: string, mode: 'offline' | 'online'): TokenPair {
    return this.#issue(shopDomain, mode, null)
  }

  /** null: the refresh token is unknown, retired, expired or of another shop. */
  refresh(shopDomain: string, refreshToken: string): TokenPair | null {
    const record = this.#refresh.get(refreshToken)
    const now = this.#now()
    if (!record || record.shopDomain !== shopDomain || record.expiresAtMs <= now) return null
    if (record.firstUsedAtMs !== null && now - record.firstUsedAtMs > RETRY_WINDOW_MS) return null
    record.firstUsedAtMs ??= now
    if (record.replaces !== null) {
      this.#refresh.delete(record.replaces)
      record.replaces = null
    }
    return this.#issue(shopDomain, 'offline', refreshToken)
  }

  check(shopDomain: string, accessToken: string): AccessCheck {
    const record = this.#access.get(accessToken)
    if (!record) return 'unknown'
    if (record.shopDomain !== shopDomain) return 'other_shop'
    return record.expiresAtMs <= this.#now() ? 'expired' : 'accepted'
  }

  /** Every access token of the shop stops working now; refresh tokens stay good. Returns how many were still alive. */
  expireAccess(shopDomain: string): number {
    let expired = 0
    for (const record of this.#access.values()) {
      if (record.shopDomain !== shopDomain || record.expiresAtMs <= this.#now()) continue
      record.expiresAtMs = this.#now()
      expired += 1
    }
    return expired
  }

  /** What an uninstall does: every token of the shop is gone, refresh tokens too. */
  revoke(shopDomain: string): void {
    for (const tokens of [this.#access, this.#refresh]) {
      for (const [token, record] of tokens) if (record.shopDomain === shopDomain) tokens.delete(token)
    }
  }

  #issue(shopDomain: string, mode: 'offline' | 'online', replaces: string | null): TokenPair {
    const now = this.#now()
    const accessToken = `${mode === 'offline' ? 'shpat' : 'shpua'}_${randomBytes(16).toString('hex')}`
    this.#access.set(accessToken, { shopDomain, expiresAtMs: now + this.#lifeSeconds * 1000 })
    const pair = { accessToken, expiresInSeconds: this.#lifeSeconds, refreshToken: null, refreshExpiresInSeconds: null }
    if (mode === 'online') return pair
    const refreshToken = `shprt_${randomBytes(16).toString('hex')}`
    this.#refresh.set(refreshToken, {
      shopDomain,
      expiresAtMs: now + REFRESH_LIFE_SECONDS * 1000,
      firstUsedAtMs: null,
      replaces,
    })
    return { ...pair, refreshToken, refreshExpiresInSeconds: REFRESH_LIFE_SECONDS }
  }
}
