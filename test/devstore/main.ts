/**
 * The dev store alone, for an app that is started by hand: node test/devstore/main.ts --app-url http://127.0.0.1:3000
 * In: command-line options, shopify.app.toml, SHOPIFY_API_KEY and SHOPIFY_API_SECRET (made up when absent).
 * Out: the addresses and the environment that the app needs, on standard output. Runs until it is interrupted.
 */
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { readAppConfig } from './http/app-config.ts'
import { startDevStore } from './http/dev-store.ts'
import type { ShopState } from './model.ts'
import { loadStore } from './shop/jsonl.ts'
import { importUci } from './shop/uci.ts'
import { storefrontUrl } from './storefront/address.ts'

const USAGE = `node test/devstore/main.ts --app-url URL [options]
  --app-url URL    where the app listens, e.g. http://127.0.0.1:3000
  --store DIR      a folder of JSONL files instead of the built-in shop
  --orders N       only the newest N orders of the built-in shop
  --as-of DAY      what "today" is for the built-in shop (YYYY-MM-DD); default today
  --port N         default 4600; the app's frame address is on the next port
  --config FILE    default shopify.app.toml`

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`)
  process.exitCode = 2
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'app-url': { type: 'string' },
      store: { type: 'string' },
      orders: { type: 'string' },
      'as-of': { type: 'string' },
      port: { type: 'string', default: '4600' },
      config: { type: 'string', default: 'shopify.app.toml' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${USAGE}\n`)
    return
  }
  const appUrl = values['app-url']
  if (appUrl === undefined || !URL.canParse(appUrl)) throw new Error('--app-url: say where the app listens.')
  const port = wholeNumber('--port', values.port, 65_534)
  const config = await readAppConfig(values.config)
  const state = await openShop(values)
  const apiKey = process.env['SHOPIFY_API_KEY'] ?? randomBytes(16).toString('hex')
  const apiSecret = process.env['SHOPIFY_API_SECRET'] ?? randomBytes(24).toString('hex')
  const store = await startDevStore({
    states: [state],
    apiKey,
    apiSecret,
    appUrl,
    appName: config.name,
    scopes: config.scopes,
    webhookSubscriptions: config.webhookSubscriptions,
    appProxy: config.appProxy,
    metaobjects: config.metaobjects,
    port,
    framePort: port + 1,
  })
  process.stdout.write(
    [
      `admin    ${store.url}/`,
      `control  ${store.url}/control`,
      `shop     ${storefrontUrl(store.url, store.shopDomain)}`,
      '',
      'Start the app with --import ./test/devstore/preload.ts and this environment:',
      `DEVSTORE_URL=${store.url}`,
      `SHOPIFY_APP_URL=${store.frameUrl}`,
      `APP_BRIDGE_URL=${store.url}/app-bridge.js`,
      `SHOPIFY_API_KEY=${apiKey}`,
      `SHOPIFY_API_SECRET=${apiSecret}`,
      '',
    ].join('\n'),
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void store.stop())
}

async function openShop(values: { store?: string; orders?: string; 'as-of'?: string }): Promise<ShopState> {
  if (values.store !== undefined) return loadStore(values.store)
  const asOf = values['as-of'] === undefined ? new Date() : new Date(`${values['as-of']}T12:00:00Z`)
  if (Number.isNaN(asOf.getTime()))
    throw new Error(`--as-of: expected a day such as 2026-11-21, got ${values['as-of']}.`)
  const orders = values.orders === undefined ? {} : { orders: wholeNumber('--orders', values.orders, 1_000_000) }
  return (await importUci({ asOf, clock: 'running', ...orders })).state
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new Error(`${name}: expected a whole number from 1 to ${most}, got ${text}.`)
  }
  return value
}
