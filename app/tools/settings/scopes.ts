/** What the app may do in a shop, and whether it may. In: granted scopes. Out: each scope we need with its state. Same list as shopify.app.toml (tested). */

export const NEEDED_SCOPES = [
  'write_products',
  'write_inventory',
  'write_inventory_transfers',
  'read_inventory_shipments',
  'read_inventory_purchase_orders',
  'read_locations',
  'read_orders',
  'read_all_orders',
  'read_customers',
  'read_fulfillments',
  'read_returns',
  'read_markets',
  'write_app_proxy',
  'write_metaobjects',
  'write_translations',
  'read_locales',
] as const

export interface ScopeState {
  scope: string
  granted: boolean
}

/** A write scope includes its read scope. */
export function scopeStates(granted: string[]): ScopeState[] {
  return NEEDED_SCOPES.map((scope) => ({
    scope,
    granted: granted.includes(scope) || granted.includes(scope.replace(/^read_/, 'write_')),
  }))
}
