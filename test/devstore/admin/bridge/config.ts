/**
 * `shopify.config`: who the app is and in which shop it stands.
 * In: the page's address, its <meta name="shopify-api-key">, the script's data-api-key. Out: the config object.
 * Invariant: what the first page of a frame was told stays known when later pages lose the query parameters.
 */
import { bridgeScript } from './channel.ts'

export interface BridgeConfig {
  apiKey: string
  host: string
  shop: string
  locale: string
  appOrigins: string[]
}

export function readConfig(): BridgeConfig {
  const query = new URLSearchParams(location.search)
  const meta = document.querySelector('meta[name="shopify-api-key"]')?.getAttribute('content')
  return {
    apiKey: meta || bridgeScript.dataset['apiKey'] || remember('apiKey', null),
    host: remember('host', query.get('host')),
    shop: remember('shop', query.get('shop')),
    locale: remember('locale', query.get('locale')) || 'en',
    appOrigins: [],
  }
}

function remember(name: string, given: string | null): string {
  const key = `app-bridge-stand-in.${name}`
  if (given) sessionStorage.setItem(key, given)
  return given || (sessionStorage.getItem(key) ?? '')
}
