/**
 * Loaded before the app (`node --import ./test/devstore/preload.ts …`): sends what is meant for Shopify to the dev store.
 * In: DEVSTORE_URL; CARRIER_SERVICES_URL, where there is a stand-in of 17TRACK and AfterShip. Out: every fetch to https://<shop>.myshopify.com reaches
 * that URL, with the shop in x-forwarded-host; what is meant for the carrier services reaches theirs.
 * Invariant: the app's code is the same with and without it; requests to other hosts are untouched.
 *
 * Node's own fetch and the npm package undici look for the same global dispatcher, so one setting reaches both.
 */
import { Agent, setGlobalDispatcher, type Dispatcher } from 'undici'
import { rerouteCarriers } from './carriers/reroute.ts'

const devStore = process.env['DEVSTORE_URL']
if (!devStore) throw new Error('The dev store preload needs DEVSTORE_URL, e.g. DEVSTORE_URL=http://127.0.0.1:4000')
const origin = new URL(devStore).origin

function isShopify(hostname: string): boolean {
  return hostname.endsWith('.myshopify.com')
}

setGlobalDispatcher(
  new Agent().compose((dispatch) => (options, handler) => {
    const target = options.origin ? URL.parse(String(options.origin)) : null
    if (target === null || !isShopify(target.hostname)) return dispatch(options, handler)
    return dispatch({ ...options, origin, headers: withForwardedHost(options.headers, target.hostname) }, handler)
  }),
)

const carrierServices = process.env['CARRIER_SERVICES_URL']
if (carrierServices) rerouteCarriers(carrierServices)

/** undici takes headers as a flat list, as pairs or as an object; whatever came, a flat list goes on. */
function withForwardedHost(headers: Dispatcher.DispatchOptions['headers'], hostname: string): string[] {
  const flat: string[] = []
  const add = (name: string, value: unknown) => {
    if (name.toLowerCase() === 'host' || value === undefined || value === null) return
    for (const single of Array.isArray(value) ? value : [value]) flat.push(name, String(single))
  }
  if (Array.isArray(headers)) {
    for (let index = 0; index < headers.length; index += 2) add(String(headers[index]), headers[index + 1])
  } else if (headers && Symbol.iterator in headers) {
    for (const [name, value] of headers) add(name, value)
  } else if (headers) {
    for (const [name, value] of Object.entries(headers)) add(name, value)
  }
  flat.push('x-forwarded-host', hostname)
  return flat
}
