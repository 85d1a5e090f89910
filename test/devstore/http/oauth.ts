/**
 * POST /admin/oauth/access_token: exchanges a session token, or a refresh token, for an access token.
 * In: the JSON or form body of the request and the shop it was sent to. Out: status and body as Shopify answers.
 * Invariant: a token is only given to the app that knows its secret, for a shop that has the app installed.
 * Sources: shopify.dev "Exchange a session token for an access token" and "About offline access tokens"; RFC 8693.
 * The 401 of a dead refresh token is what apps report seeing from Shopify.
 */
import type { AccessTokens, TokenPair } from './access-tokens.ts'
import { checkSessionToken, type AppCredentials } from './session-token.ts'
import { sameText } from './signing.ts'

export interface OAuthAnswer {
  status: number
  body: Record<string, unknown>
}

export interface OAuthShop {
  domain: string
  installed: boolean
  scopes: string[]
  user: ShopUser
}

/** The person who has the admin open. */
export interface ShopUser {
  id: string
  firstName: string
  lastName: string
  email: string
  locale: string
}

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token'
const OFFLINE = 'urn:shopify:params:oauth:token-type:offline-access-token'
const ONLINE = 'urn:shopify:params:oauth:token-type:online-access-token'

export function answerAccessToken(
  body: Record<string, unknown>,
  shop: OAuthShop,
  app: AppCredentials,
  tokens: AccessTokens,
): OAuthAnswer {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
  if (text('client_id') !== app.apiKey) {
    return refused(400, 'application_cannot_be_found', `No app has the client_id "${text('client_id')}"`)
  }
  if (!sameText(text('client_secret'), app.apiSecret)) {
    return refused(401, 'invalid_client', 'The client_secret is wrong')
  }
  switch (text('grant_type')) {
    case TOKEN_EXCHANGE:
      return exchange(text, shop, app, tokens)
    case 'refresh_token':
      return refresh(text('refresh_token'), shop, tokens)
    default:
      return refused(400, 'unsupported_grant_type', `grant_type "${text('grant_type')}" is not supported`)
  }
}

function exchange(
  text: (name: string) => string,
  shop: OAuthShop,
  app: AppCredentials,
  tokens: AccessTokens,
): OAuthAnswer {
  if (text('subject_token_type') !== ID_TOKEN) {
    return refused(400, 'invalid_request', `subject_token_type must be ${ID_TOKEN}`)
  }
  const check = checkSessionToken(text('subject_token'), app, shop.domain)
  if (!check.ok) return refused(400, 'invalid_subject_token', `The session token is ${check.reason}`)
  if (!shop.installed) return refused(400, 'invalid_subject_token', 'The app is not installed on this shop')

  const requested = text('requested_token_type') || OFFLINE
  if (requested === ONLINE) {
    const pair = tokens.issue(shop.domain, 'online')
    return { status: 200, body: { ...pairBody(pair, shop), ...onlineBody(shop) } }
  }
  if (requested !== OFFLINE)
    return refused(400, 'invalid_request', `requested_token_type must be ${OFFLINE} or ${ONLINE}`)
  if (text('expiring') !== '1') {
    // Public apps made since 2026-04-01 may not hold tokens that live for ever.
    return refused(
      400,
      'invalid_request',
      'Offline tokens that do not expire are not issued to this app: send expiring=1',
    )
  }
  return { status: 200, body: pairBody(tokens.issue(shop.domain, 'offline'), shop) }
}

function refresh(refreshToken: string, shop: OAuthShop, tokens: AccessTokens): OAuthAnswer {
  const pair = shop.installed ? tokens.refresh(shop.domain, refreshToken) : null
  if (!pair) return refused(401, 'invalid_request', 'This request requires an active refresh_token')
  return { status: 200, body: pairBody(pair, shop) }
}

function pairBody(pair: TokenPair, shop: OAuthShop): Record<string, unknown> {
  return {
    access_token: pair.accessToken,
    scope: shop.scopes.join(','),
    expires_in: pair.expiresInSeconds,
    ...(pair.refreshToken === null
      ? {}
      : { refresh_token: pair.refreshToken, refresh_token_expires_in: pair.refreshExpiresInSeconds }),
  }
}

function onlineBody({ scopes, user }: OAuthShop): Record<string, unknown> {
  return {
    associated_user_scope: scopes.join(','),
    associated_user: {
      id: Number(user.id),
      first_name: user.firstName,
      last_name: user.lastName,
      email: user.email,
      email_verified: true,
      account_owner: true,
      locale: user.locale,
      collaborator: false,
    },
  }
}

function refused(status: number, error: string, description: string): OAuthAnswer {
  return { status, body: { error, error_description: description } }
}
