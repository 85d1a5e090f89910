/**
 * A small client for the tests of the Admin API.
 * In: a shop and options. Out: functions that run a document and give its data, or its errors. Invariant: nothing is asserted here
 * but that data was asked for and came.
 */
import type { ShopEvent, ShopState } from '../model.ts'
import { createAdminApi, type AdminApi, type AdminApiOptions } from './api.ts'
import { ALL_SCOPES } from './schema.ts'

export type Json = Record<string, unknown>

interface ErrorJson {
  message: string
  path?: (string | number)[]
  extensions?: Json
}
interface Body {
  data?: Json | null
  errors?: ErrorJson[]
  extensions?: {
    cost: { requestedQueryCost: number; actualQueryCost: number | null; throttleStatus: Record<string, number> }
  }
}

export const EVERYTHING: readonly string[] = [...ALL_SCOPES, 'read_all_orders']

export interface AdminClient {
  api: AdminApi
  events: ShopEvent[]
  body: (query: string, variables?: Json, scopes?: readonly string[]) => Promise<Body>
  /** the data; throws with the first error when there is one */
  data: (query: string, variables?: Json, scopes?: readonly string[]) => Promise<Json>
}

export function createAdminClient(state: ShopState, options: AdminApiOptions = {}): AdminClient {
  const events: ShopEvent[] = []
  const api = createAdminApi(state, { onEvents: (emitted) => events.push(...emitted), ...options })
  const body = async (query: string, variables: Json = {}, scopes = EVERYTHING) => {
    const response = await api.execute({ query, variables, scopes })
    return response.body as Body
  }
  return {
    api,
    events,
    body,
    data: async (query, variables, scopes) => {
      const { data, errors } = await body(query, variables, scopes)
      if (errors || !data) throw new Error(JSON.stringify(errors))
      return data
    },
  }
}

/** What lies at a path like 'orders.nodes.0.id'. */
export function at(value: unknown, path: string): unknown {
  let current = value
  for (const key of path.split('.')) {
    if (typeof current !== 'object' || current === null) return undefined
    current = (current as Json)[key]
  }
  return current
}
