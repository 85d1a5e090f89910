/**
 * Shopify's app library, configured once. Out: `shopify` for the guard, the document headers and the login address.
 * Invariant: offline tokens that expire, exchanged for session tokens (no redirects through OAuth), stored encrypted; the library
 * logs nothing but warnings, because its debug lines hold tokens. Background work does not go through it: see client.server.ts.
 */
import '@shopify/shopify-app-remix/adapters/node'
import { AppDistribution, LogSeverity, shopifyApp, type ApiVersion } from '@shopify/shopify-app-remix/server'
import { env } from '#app/env.server.ts'
import { log } from '#app/log.server.ts'
import { EncryptedSessionStorage } from './sessions.server.ts'
import { findOrAddShop } from './shops.server.ts'
import { API_VERSION } from './version.ts'

/** The library must know our version: this line stops compiling when it does not. */
const apiVersion: `${ApiVersion}` = API_VERSION

const LEVELS = {
  [LogSeverity.Error]: 'error',
  [LogSeverity.Warning]: 'warn',
  [LogSeverity.Info]: 'info',
  [LogSeverity.Debug]: 'debug',
} as const

export const shopify = shopifyApp({
  apiKey: env().SHOPIFY_API_KEY,
  apiSecretKey: env().SHOPIFY_API_SECRET,
  appUrl: env().SHOPIFY_APP_URL,
  apiVersion: apiVersion as ApiVersion,
  // Scopes are those of shopify.app.toml: Shopify grants them at install, the app asks for none.
  distribution: AppDistribution.AppStore,
  authPathPrefix: '/auth',
  sessionStorage: new EncryptedSessionStorage(),
  future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
  hooks: {
    // Runs after every token exchange, about once an hour per shop: it must not matter how often.
    afterAuth: async ({ session }) => {
      await findOrAddShop(session.shop)
    },
  },
  logger: {
    level: LogSeverity.Warning,
    log: async (severity, message) => {
      log[LEVELS[severity]]({ library: 'shopify-app-remix' }, message)
    },
  },
})
