/**
 * One shop as the dev store serves it: its memory, its Admin API, and whether the app is installed on it.
 * In: ShopState, the faults, what to do with events. Out: what the routes and the admin ask about a shop.
 * Invariant: nothing but this file changes `installed` and `scopes`; the Admin API sees the scopes of this moment.
 */
import { randomUUID } from 'node:crypto'
import type { AdminApi, WebhookSubscriptionRecord } from '../graphql/api.ts'
import { createAdminApi } from '../graphql/api.ts'
import { forgetAppData } from '../graphql/fields/metafields.ts'
import type { MetaobjectDefinitionRecord, ShopEvent, ShopState } from '../model.ts'
import { Storefront } from '../storefront/storefront.ts'
import type { WebhookSubscription } from './app-config.ts'
import type { Faults } from './faults.ts'
import type { OAuthShop, ShopUser } from './oauth.ts'
import { parsePayloadFilter } from './payload-filter.ts'

export interface InstallationOptions {
  faults: Faults
  onEvents: (installation: Installation, events: ShopEvent[]) => void
  bulkUrl: (handle: string, id: string) => string
  /** the metaobject types that the app declares */
  metaobjects: readonly MetaobjectDefinitionRecord[]
  appHandle: string
  extensionFolder: string
}

export class Installation implements OAuthShop {
  readonly state: ShopState
  readonly api: AdminApi
  readonly domain: string
  readonly handle: string
  readonly user: ShopUser
  readonly sessionId = randomUUID().replaceAll('-', '')
  #scopes: string[] = []
  #installed = false
  readonly #metaobjects: readonly MetaobjectDefinitionRecord[]
  readonly #storefront: () => Storefront
  #opened: Storefront | null = null

  constructor(state: ShopState, options: InstallationOptions) {
    const { faults } = options
    this.#metaobjects = options.metaobjects
    this.#storefront = () => new Storefront({ appHandle: options.appHandle, extension: options.extensionFolder })
    this.state = state
    this.domain = state.shop.domain
    this.handle = state.shop.domain.replace(/\.myshopify\.com$/, '')
    this.user = {
      id: '1000001',
      firstName: 'Dev',
      lastName: 'Merchant',
      email: state.shop.email,
      locale: state.shop.primaryLocale,
    }
    this.api = createAdminApi(state, {
      onEvents: (events) => options.onEvents(this, events),
      bulkUrl: (id) => options.bulkUrl(this.handle, id),
      faults: {
        throttle: () => take(faults, 'throttleNext'),
        failRequest: () => (faults.failStatus > 0 && take(faults, 'failNext') ? faults.failStatus : null),
        failBulkAfterLines: () => faults.failBulkAfterLines || null,
        bulkLinesPerSecond: () => faults.bulkLinesPerSecond || null,
      },
    })
  }

  /** The theme and the app's blocks in it; read when somebody first looks. */
  get storefront(): Storefront {
    return (this.#opened ??= this.#storefront())
  }

  get installed(): boolean {
    return this.#installed
  }

  get scopes(): string[] {
    return this.#scopes
  }

  grant(scopes: readonly string[]): void {
    this.#installed = true
    for (const definition of this.#metaobjects) this.state.metaobjectDefinitions.set(definition.type, definition)
    this.#scopes = [...new Set(scopes)]
  }

  remove(): void {
    this.#installed = false
    this.#scopes = []
    forgetAppData(this.state)
    this.api.uninstall()
  }

  /** Subscriptions that the app made itself with webhookSubscriptionCreate. */
  ownSubscriptions(): WebhookSubscription[] {
    return this.api.webhookSubscriptions().map(fromRecord)
  }
}

/** Counts a fault down; true while there is one left. */
export function take(faults: Faults, name: 'throttleNext' | 'failNext' | 'cutDownloads'): boolean {
  if (faults[name] === 0) return false
  faults[name] -= 1
  return true
}

function fromRecord(record: WebhookSubscriptionRecord): WebhookSubscription {
  return {
    topic: record.topic,
    uri: record.uri,
    includeFields: record.includeFields.length === 0 ? null : record.includeFields,
    filter: record.filter === null || record.filter === '' ? null : parsePayloadFilter(record.filter),
    name: record.name,
    compliance: false,
  }
}
