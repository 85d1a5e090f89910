/**
 * What Shopify knows of the app from its shopify.app.toml: scopes, webhook subscriptions, metaobject types, app proxy.
 * In: the TOML text. Out: plain settings. Throws with the field's name when a field has the wrong shape.
 * Invariant: a subscription that this Shopify could not deliver (Pub/Sub, EventBridge, a filter it cannot read) is
 * refused at the start, not skipped in silence.
 */
import { readFile } from 'node:fs/promises'
import { parse } from 'smol-toml'
import { z } from 'zod'
import type { MetaobjectDefinitionRecord } from '../model.ts'
import { metaobjectDefinitions, MetaobjectsToml } from './metaobject-config.ts'
import { parsePayloadFilter, type PayloadFilter } from './payload-filter.ts'

export interface WebhookSubscription {
  topic: string // 'orders/updated'
  uri: string // '/webhooks' or an absolute http(s) URL
  includeFields: string[] | null
  filter: PayloadFilter | null
  name: string | null
  compliance: boolean
}

export interface AppProxy {
  url: string
  prefix: string
  subpath: string
}

export interface AppConfig {
  clientId: string
  name: string
  handle: string
  apiVersion: string
  scopes: string[]
  webhookSubscriptions: WebhookSubscription[]
  appProxy: AppProxy | null
  metaobjects: MetaobjectDefinitionRecord[]
}

const Toml = z.object({
  client_id: z.string(),
  name: z.string(),
  handle: z.string().optional(),
  access_scopes: z.object({ scopes: z.string().default('') }).optional(),
  webhooks: z.object({
    api_version: z.string(),
    subscriptions: z
      .array(
        z.object({
          topics: z.array(z.string()).optional(),
          compliance_topics: z.array(z.string()).optional(),
          uri: z.string(),
          include_fields: z.array(z.string()).optional(),
          filter: z.string().optional(),
          name: z.string().max(50).optional(),
        }),
      )
      .default([]),
  }),
  app_proxy: z.object({ url: z.string(), prefix: z.string(), subpath: z.string() }).optional(),
  metaobjects: MetaobjectsToml.default({ app: {} }),
})

export async function readAppConfig(path: string): Promise<AppConfig> {
  return parseAppConfig(await readFile(path, 'utf8'))
}

export function parseAppConfig(text: string): AppConfig {
  const result = Toml.safeParse(parse(text))
  if (!result.success) throw new Error(`shopify.app.toml: ${z.prettifyError(result.error)}`)
  const toml = result.data
  return {
    clientId: toml.client_id,
    name: toml.name,
    handle: toml.handle ?? toml.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    apiVersion: toml.webhooks.api_version,
    scopes: splitScopes(toml.access_scopes?.scopes ?? ''),
    appProxy: toml.app_proxy ?? null,
    metaobjects: metaobjectDefinitions(toml.metaobjects),
    webhookSubscriptions: toml.webhooks.subscriptions.flatMap((entry) => {
      if (!/^(\/|https?:\/\/)/.test(entry.uri)) {
        throw new Error(`shopify.app.toml: webhook uri "${entry.uri}" is neither a path nor an http(s) URL.`)
      }
      const shared = {
        uri: entry.uri,
        includeFields: entry.include_fields ?? null,
        filter: entry.filter === undefined ? null : parsePayloadFilter(entry.filter),
        name: entry.name ?? null,
      }
      return [
        ...(entry.topics ?? []).map((topic) => ({ ...shared, topic, compliance: false })),
        ...(entry.compliance_topics ?? []).map((topic) => ({ ...shared, topic, compliance: true })),
      ]
    }),
  }
}

function splitScopes(scopes: string): string[] {
  return scopes
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '')
}
