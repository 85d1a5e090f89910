/** Token exchange, refresh and expiry answer as Shopify does. */
import { describe, expect, it } from 'vitest'
import { AccessTokens } from './access-tokens.ts'
import { answerAccessToken, type OAuthShop } from './oauth.ts'
import { signSessionToken } from './session-token.ts'

const app = { apiKey: 'key', apiSecret: 'secret' }
const domain = 'retail.myshopify.com'
const shop: OAuthShop = {
  domain,
  installed: true,
  scopes: ['read_orders', 'write_products'],
  user: { id: '1', firstName: 'A', lastName: 'B', email: 'a@example.com', locale: 'en' },
}

function setUp(startMs = 1_800_000_000_000) {
  const clock = { ms: startMs }
  const tokens = new AccessTokens({ now: () => clock.ms })
  const post = (body: Record<string, unknown>, target = shop) =>
    answerAccessToken({ client_id: 'key', client_secret: 'secret', ...body }, target, app, tokens)
  const exchange = (changes: Record<string, unknown> = {}, target = shop) =>
    post(
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        subject_token: signSessionToken(app, domain, { userId: '1', sessionId: 's' }),
        requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
        expiring: '1',
        ...changes,
      },
      target,
    )
  const refresh = (refreshToken: unknown, target = shop) =>
    post({ grant_type: 'refresh_token', refresh_token: refreshToken }, target)
  return { clock, tokens, post, exchange, refresh }
}

describe('token exchange', () => {
  it('gives an offline token of one hour with a refresh token of 90 days', () => {
    const { exchange, tokens } = setUp()
    const { status, body } = exchange()
    expect(status).toBe(200)
    expect(body).toMatchObject({
      scope: 'read_orders,write_products',
      expires_in: 3600,
      refresh_token_expires_in: 7_776_000,
    })
    expect(body).not.toHaveProperty('associated_user')
    expect(tokens.check(domain, String(body['access_token']))).toBe('accepted')
    expect(tokens.check('other.myshopify.com', String(body['access_token']))).toBe('other_shop')
  })

  it('gives an online token with its user and without a refresh token', () => {
    const { body } = setUp().exchange({
      requested_token_type: 'urn:shopify:params:oauth:token-type:online-access-token',
    })
    expect(body).toMatchObject({
      associated_user: { id: 1, account_owner: true },
      associated_user_scope: 'read_orders,write_products',
    })
    expect(body).not.toHaveProperty('refresh_token')
  })

  it.each([
    [
      'a session token signed with another secret',
      { subject_token: signSessionToken({ ...app, apiSecret: 'x' }, domain, { userId: '1', sessionId: 's' }) },
      400,
      'invalid_subject_token',
    ],
    [
      'a session token of another shop',
      { subject_token: signSessionToken(app, 'b.myshopify.com', { userId: '1', sessionId: 's' }) },
      400,
      'invalid_subject_token',
    ],
    [
      'an expired session token',
      { subject_token: signSessionToken(app, domain, { userId: '1', sessionId: 's', nowMs: Date.now() - 3_600_000 }) },
      400,
      'invalid_subject_token',
    ],
    ['no session token', { subject_token: undefined }, 400, 'invalid_subject_token'],
    ['another app', { client_id: 'other' }, 400, 'application_cannot_be_found'],
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
    ['a token that never expires', { expiring: '0' }, 400, 'invalid_request'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('refuses %s', (_, changes, status, error) => {
    expect(setUp().exchange(changes)).toMatchObject({ status, body: { error } })
  })

  it('is refused for a shop that removed the app', () => {
    expect(setUp().exchange({}, { ...shop, installed: false })).toMatchObject({
      status: 400,
      body: { error: 'invalid_subject_token' },
    })
  })
})

describe('expiry and refresh', () => {
  it('a token stops after its life and its refresh token gives a new one', () => {
    const { clock, exchange, refresh, tokens } = setUp()
    const first = exchange().body
    clock.ms += 3600_000
    expect(tokens.check(domain, String(first['access_token']))).toBe('expired')
    const second = refresh(first['refresh_token'])
    expect(second.status).toBe(200)
    expect(second.body['refresh_token']).not.toBe(first['refresh_token'])
    expect(tokens.check(domain, String(second.body['access_token']))).toBe('accepted')
  })

  it('a used refresh token can be retried until its replacement is used', () => {
    const { exchange, refresh } = setUp()
    const first = exchange().body['refresh_token']
    const second = refresh(first).body['refresh_token']
    expect(refresh(first).status).toBe(200)
    expect(refresh(second).status).toBe(200)
    expect(refresh(first)).toMatchObject({
      status: 401,
      body: { error: 'invalid_request', error_description: 'This request requires an active refresh_token' },
    })
  })

  it('a used refresh token cannot be retried after 30 days, an unused one lives 90', () => {
    const { clock, exchange, refresh } = setUp()
    const day = 86_400_000
    const [used, unused] = [exchange().body['refresh_token'], exchange().body['refresh_token']]
    refresh(used)
    clock.ms += 31 * day
    expect(refresh(used).status).toBe(401)
    clock.ms += 58 * day
    expect(refresh(unused).status).toBe(200)
    const late = exchange().body['refresh_token']
    clock.ms += 90 * day
    expect(refresh(late).status).toBe(401)
  })

  it('a refresh token of another shop is worth nothing', () => {
    const { exchange, refresh } = setUp()
    expect(refresh(exchange().body['refresh_token'], { ...shop, domain: 'b.myshopify.com' }).status).toBe(401)
  })

  it('expiring by hand leaves the refresh token, revoking leaves nothing', () => {
    const { exchange, refresh, tokens } = setUp()
    const { access_token: access, refresh_token: renewal } = exchange().body
    expect(tokens.expireAccess(domain)).toBe(1)
    expect(tokens.check(domain, String(access))).toBe('expired')
    const renewed = refresh(renewal).body
    tokens.revoke(domain)
    expect(tokens.check(domain, String(renewed['access_token']))).toBe('unknown')
    expect(refresh(renewed['refresh_token']).status).toBe(401)
  })
})
