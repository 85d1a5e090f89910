/**
 * What a dev store is started with, what it offers, and what its routes may see of it. Types only.
 * In: nothing. Out: the vocabulary of http/ and admin/. Invariant: a route sees the dev store through these, so that
 * no route imports the composition root.
 */
import type http from 'node:http'
import type { MetaobjectDefinitionRecord, ShopEvent, ShopState } from '../model.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { AppProxy, WebhookSubscription } from './app-config.ts'
import type { ComplianceTopic } from './compliance.ts'
import type { Faults } from './faults.ts'
import type { Installation } from './installation.ts'
import type { AppCredentials } from './session-token.ts'
import type { WebhookDelivery, WebhookStats } from './webhooks.ts'

export interface DevStoreOptions extends AppCredentials {
  /** the shops to serve; the first one is the default of every call that takes a shop */
  states: readonly ShopState[]
  /** where the app listens, e.g. http://127.0.0.1:3000; may be given later with connectApp */
  appUrl?: string
  /** what an installation grants */
  scopes: readonly string[]
  webhookSubscriptions: readonly WebhookSubscription[]
  appProxy?: AppProxy | null
  /** the metaobject types that the app declares; an installation gets them */
  metaobjects?: readonly MetaobjectDefinitionRecord[]
  appName?: string
  /** the app's name in the admin's addresses: /store/<shop>/apps/<appHandle> */
  appHandle?: string
  /** what `shopify.app.extensions()` tells the app, instead of the blocks that stand in the theme */
  extensions?: readonly unknown[]
  /** the folder of the theme app extension; default extensions/storefront */
  extensionFolder?: string
  /** 0 = any free port */
  port?: number
  framePort?: number
  /** life of an access token, 3600 at Shopify */
  tokenSeconds?: number
  faults?: Partial<Faults>
  /** wall seconds per second of the webhook retry plan (8 retries over 4 hours) */
  retryTimeScale?: number
  /** webhook deliveries at the same time */
  webhookConcurrency?: number
  /** finished deliveries that are remembered */
  webhookHistory?: number
}

export interface DevStore {
  /** Shopify: Admin API, OAuth and storefront by host name; stand-in admin, control page and App Bridge without */
  url: string
  /** the app as the browser is to see it; give it to the app as SHOPIFY_APP_URL */
  frameUrl: string
  shopDomain: string
  faults: Faults
  tokens: AccessTokens
  webhooks: { deliveries: () => readonly WebhookDelivery[]; drain: () => Promise<void>; stats: WebhookStats }
  shops: () => readonly Installation[]
  /** throws when there is no such shop */
  shop: (domainOrHandle?: string) => Installation
  connectApp: (appUrl: string) => void
  /** grants the scopes and opens the app for the first time; throws when the app answers with an error */
  install: (shopDomain?: string) => Promise<{ status: number; ms: number }>
  /** takes the tokens away, then sends app/uninstalled */
  uninstall: (shopDomain?: string) => void
  /** sends app/scopes_update when something changed */
  setScopes: (scopes: readonly string[], shopDomain?: string) => void
  emit: (events: readonly ShopEvent[], shopDomain?: string) => void
  sendCompliance: (topic: ComplianceTopic, customerId?: string | null, shopDomain?: string) => void
  stop: () => Promise<void>
}

/** Everything the routes need to know of a running dev store. */
export interface DevStoreContext extends DevStore {
  app: Required<Pick<DevStoreOptions, 'apiKey' | 'apiSecret' | 'appName' | 'appHandle'>> & {
    scopes: readonly string[]
    proxy: AppProxy | null
    extensions: readonly unknown[] | null
    url: () => string
  }
  bulkKey: Buffer
  agent: http.Agent
}
