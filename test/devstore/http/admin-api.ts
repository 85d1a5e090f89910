/**
 * POST /admin/api/<version>/graphql.json: from HTTP to the Admin API of the shop that the request names.
 * In: the request with X-Shopify-Access-Token. Out: Shopify's status, headers and JSON.
 * Invariant: nothing is executed for a token that is unknown, expired, of another shop, or of a removed app.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccessTokens } from './access-tokens.ts'
import type { Faults } from './faults.ts'
import { take, type Installation } from './installation.ts'
import { BadRequest, isRecord, parseObject, readBody, sendJson } from './message.ts'

export const API_VERSION = '2026-10'

const REFUSED = '[API] Invalid API key or access token (unrecognized login or wrong password)'

/** '2026-10' out of /admin/api/2026-10/graphql.json; null when the path is another one. */
export function graphqlVersion(pathname: string): string | null {
  return /^\/admin\/api\/([\w-]+)\/graphql\.json$/.exec(pathname)?.[1] ?? null
}

export async function answerGraphql(
  request: IncomingMessage,
  response: ServerResponse,
  version: string,
  shop: Installation,
  tokens: AccessTokens,
  faults: Faults,
): Promise<void> {
  const body = await readBody(request)
  const headers = { 'x-shopify-api-version': API_VERSION, 'x-request-id': randomUUID() }
  if (faults.failStatus === 0 && take(faults, 'failNext')) {
    response.destroy()
    return
  }
  if (version !== API_VERSION) {
    sendJson(response, 404, { errors: `Not Found: this dev store knows API version ${API_VERSION} only` }, headers)
    return
  }
  const token = request.headers['x-shopify-access-token']
  if (typeof token !== 'string' || !shop.installed || tokens.check(shop.domain, token) !== 'accepted') {
    sendJson(response, 401, { errors: REFUSED }, headers)
    return
  }
  const parsed = parseGraphql(body.toString('utf8'), request.headers['content-type'] ?? '')
  const answer = await shop.api.execute({ ...parsed, scopes: shop.scopes })
  sendJson(response, answer.status, answer.body, { ...headers, ...answer.headers })
}

function parseGraphql(text: string, contentType: string) {
  if (contentType.includes('application/graphql')) return { query: text, variables: null, operationName: null }
  const body = parseObject(text)
  if (typeof body['query'] !== 'string') throw new BadRequest('Required parameter missing or invalid: query')
  const variables = body['variables'] ?? null
  if (variables !== null && !isRecord(variables)) throw new BadRequest('variables must be an object')
  const operationName = typeof body['operationName'] === 'string' ? body['operationName'] : null
  return { query: body['query'], variables, operationName }
}
