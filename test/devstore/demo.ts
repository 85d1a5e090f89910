/**
 * `npm run demo`: the main job, end to end, with nothing installed by hand.
 * Starts embedded PostgreSQL, the dev store and the app, installs the app, syncs, says what it did and where to look, keeps running.
 * Options: --once (stop after the sync), --json (totals as one JSON line, the last of standard output), --orders N, --store DIR,
 * --as-of YYYY-MM-DD, --port N, --keep.
 */
import { parseArgs } from 'node:util'
import { startDemo, type Demo } from './demo/start.ts'
import { readTotals, untilSynced, type SyncState, type Totals } from './demo/totals.ts'
import type { ShopState } from './model.ts'
import { loadStore } from './shop/jsonl.ts'
import { addPurchaseOrders } from './demo/purchase-orders.ts'
import { importUci } from './shop/uci.ts'

const USAGE = `npm run demo -- [options]
  --once          stop after the first sync
  --json          print the totals as one JSON line, the last of standard output
  --orders N      only the newest N orders of the built-in shop
  --store DIR     another shop: shop.json, locations.jsonl, collections.jsonl, markets.jsonl, products.jsonl, orders.jsonl
  --as-of DAY     what "today" is for the built-in shop (YYYY-MM-DD); default today
  --port N        the stand-in admin's port; default 4600
  --keep          keep the database of the last demo`

interface Options {
  once: boolean
  json: boolean
  keep: boolean
  orders?: number
  store?: string
  asOf: Date
  port: number
}

const options = readOptions()
const began = performance.now()
// With --json standard output belongs to the JSON line.
const say = (text: string): void => void (options.json ? process.stderr : process.stdout).write(`${text}\n`)

try {
  await main()
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

async function main(): Promise<void> {
  say('Tradewind demo: the app, its database and a stand-in for Shopify, all on this machine.')
  const state = await openShop()
  const demo = await startDemo({ state, port: options.port, keep: options.keep, onStep: (text) => say(`- ${text}`) })
  const stopAndLeave = (code: number): void => void demo.stop().then(() => process.exit(code))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopAndLeave(0))
  try {
    say('- installing the app and syncing the shop')
    await demo.devStore.install()
    const progress = progressLine()
    await untilSynced(demo, progress)
    const totals = await readTotals(demo)
    const seconds = (performance.now() - began) / 1000
    say(report(totals, seconds))
    if (!options.once) {
      say(addresses(demo))
      if (options.json) process.stdout.write(`${JSON.stringify(totals)}\n`)
      return
    }
    await demo.stop()
    if (options.json)
      process.stdout.write(`${JSON.stringify({ ...totals, totalSeconds: Math.round(seconds * 10) / 10 })}\n`)
    process.exit(0)
  } catch (error) {
    await demo.stop()
    throw error
  }
}

async function openShop(): Promise<ShopState> {
  if (options.store) {
    say(`- reading the shop in ${options.store}`)
    return loadStore(options.store)
  }
  const { state, report: imported } = await importUci({
    asOf: options.asOf,
    clock: 'running',
    ...(options.orders ? { orders: options.orders } : {}),
  })
  const lost = imported.refundLinesUnmatched
  const unmatched = lost.withoutCustomer + lost.neverBought + lost.notEnoughLeft
  say(
    `- read the UCI Online Retail file (CC BY 4.0): ${count(imported.orders)} orders, ${count(imported.lines)} lines in ${imported.seconds.toFixed(1)} s`,
  )
  say(
    `  refund lines matched to an order: ${count(imported.refundLinesMatched)}; left out because nothing in the file fits: ${count(unmatched)} ` +
      `(${count(lost.withoutCustomer)} without a customer, ${count(lost.neverBought)} never bought, ${count(lost.notEnoughLeft)} more than was left)`,
  )
  addPurchaseOrders(state)
  return state
}

function progressLine(): (state: SyncState) => void {
  let last = ''
  return (state) => {
    const active = state.phases
      .filter((phase) => phase.state !== 'waiting')
      .map((phase) => `${phase.key} ${phase.state}${phase.rowsRead ? ` ${count(phase.rowsRead)}` : ''}`)
    const text = `  ${state.state === 'done' ? `facts: ${count(Math.max(0, state.factsBehind))} changes to follow` : active.join(', ') || state.state}`
    if (text !== last && process.stderr.isTTY)
      process.stderr.write(`\r\x1b[2K${text.slice(0, (process.stderr.columns ?? 120) - 1)}`)
    if (state.state === 'done' && state.factsBehind <= 0 && process.stderr.isTTY) process.stderr.write('\r\x1b[2K')
    last = text
  }
}

function report(totals: Totals, seconds: number): string {
  const money = (minor: number): string =>
    `${(minor / 100).toLocaleString('en', { minimumFractionDigits: 2 })} ${totals.currency}`
  return [
    '',
    `Synced in ${totals.syncSeconds} s (${count(totals.linesPerSecond)} order lines/s, peak memory of the app ${totals.peakRssMb} MB); ${seconds.toFixed(1)} s with everything.`,
    `  ${count(totals.products)} products, ${count(totals.variants)} variants, ${count(totals.inventoryLevels)} stock levels`,
    `  ${count(totals.orders)} orders, ${count(totals.lineItems)} lines, ${count(totals.units)} units, ${totals.countries} countries; the longest order has ${count(totals.maxLinesInOneOrder)} lines`,
    `  gross ${money(totals.grossMinor)}; ${count(totals.refunds)} refunds, ${money(totals.refundedMinor)}; ${count(totals.fulfillments)} fulfilments, ${count(totals.returns)} returns`,
  ].join('\n')
}

function addresses({ adminUrl, storefrontUrl, controlUrl, carriers, logFile }: Demo): string {
  return [
    '',
    'Open in a browser:',
    `  the app in the stand-in admin   ${adminUrl}`,
    `  the storefront, with the app's blocks in a small theme   ${storefrontUrl}`,
    `  control page (place, ship, refund orders; make Shopify misbehave)   ${controlUrl}`,
    `  stand-ins of 17TRACK and AfterShip   their keys: ${carriers.seventeen.key}, ${carriers.aftership.key}`,
    `  log of the app   ${logFile}`,
    'Ctrl-C stops everything.',
  ].join('\n')
}

function count(n: number): string {
  return n.toLocaleString('en')
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        orders: { type: 'string' },
        store: { type: 'string' },
        'as-of': { type: 'string' },
        port: { type: 'string', default: '4600' },
      },
    })
    if (values.help) {
      process.stdout.write(`${USAGE}\n`)
      process.exit(0)
    }
    const asOf = values['as-of'] ? new Date(`${values['as-of']}T12:00:00Z`) : new Date()
    if (Number.isNaN(asOf.getTime()))
      throw new Error(`--as-of: expected a day such as 2026-11-21, got ${values['as-of']}`)
    return {
      once: values.once,
      json: values.json,
      keep: values.keep,
      asOf,
      port: wholeNumber('--port', values.port, 0, 65_535),
      ...(values.orders === undefined ? {} : { orders: wholeNumber('--orders', values.orders, 1, 1_000_000) }),
      ...(values.store === undefined ? {} : { store: values.store }),
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`)
    process.exit(2)
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`${name}: expected a whole number from ${least} to ${most}, got ${text}`)
  return value
}
