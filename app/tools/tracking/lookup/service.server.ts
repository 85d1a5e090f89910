/**
 * The look-up page. In: a shop, what a shopper typed, and a word for who they are. Out: the page. Invariants: a wrong guess and an unknown order cost and
 * weigh the same; nothing typed is stored; everything comes from our own copy, so that no carrier and no Shopify has to answer.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { listDeliveryEstimates } from '#app/facts/lanes.server.ts'
import { countLookups } from '#app/facts/lookup-gaps.server.ts'
import { daysBetween, dayIn } from '#app/kernel/calendar.ts'
import { log } from '#app/log.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { lookupHash } from '#app/shopify/secrets.server.ts'
import { laneOf } from '../lanes/history.ts'
import { findSilenceTree } from '../lanes/service.server.ts'
import type { Lane } from '../promise/model.ts'
import { forecastSilence, type SilenceForecast } from '../promise/silence.ts'
import type { ParcelStatus } from '../status/model.ts'
import { findSettings } from '../settings/store.server.ts'
import type { FoundOrder } from './found.ts'
import { pageHtml, resultHtml } from './html.ts'
import { readLookupKey } from './key.server.ts'
import { countWrong, minutesToWait, type Guess } from './limits.server.ts'
import type { LookupAnswer, LookupPage } from './markup.ts'
import { meet } from './met.server.ts'
import { publishLookup } from './publishing.server.ts'
import { askedNumber, modeOf, orderDigits, orderNames, phoneSpellings, type LookupQuestion } from './question.ts'
import { askById, askByNumber, askByProof, hasOrders, type Asked } from './store.server.ts'
import { writingOf } from './times.ts'
import { viewOrder } from './view.ts'

export interface Visit {
  /** address of the client, as the proxy says it; only its keyed hash is counted by */
  client: string | null
  /** Accept-Language: what is read when the storefront does not say its language */
  accepts: string | null
  /** the result alone, for the storefront's block */
  part: boolean
  asOf: Instant
}

export interface Answered {
  html: string
  language: string
  outcome: LookupAnswer['outcome']
}

type ShopOfVisit = Pick<Shop, 'id' | 'timezone' | 'country'>

export async function lookUp(shop: ShopOfVisit, question: LookupQuestion, visit: Visit): Promise<Answered> {
  const locale = question.locale === '' ? firstAccepted(visit.accepts) : question.locale
  const writing = writingOf(locale, question.country)
  const { answer, settings } = await answerTo(shop, question, visit, locale)
  const page: LookupPage = { answer, question, writing, settings }
  return { html: visit.part ? resultHtml(page) : pageHtml(page), language: writing.language, outcome: answer.outcome }
}

type Answer = Pick<LookupPage, 'answer' | 'settings'>

async function answerTo(shop: ShopOfVisit, question: LookupQuestion, visit: Visit, locale: string): Promise<Answer> {
  const mode = modeOf(question)
  if (mode === 'empty' || mode === 'incomplete') {
    const { settings } = await inShopSql(shop.id, (sql) => findSettings(sql, shop))
    return {
      settings,
      answer: mode === 'empty' ? { outcome: 'empty' } : incomplete(question, settings.ways.length > 0),
    }
  }
  const guess: Guess = {
    shopId: shop.id,
    client: visit.client,
    order: mode === 'order' ? (orderNames(question.order)[0] ?? '').toUpperCase() : null,
  }
  // A signed link is no guess: it keeps working while others guess.
  const minutes = mode === 'key' ? null : await minutesToWait(guess)
  if (minutes !== null) {
    const { settings } = await inShopSql(shop.id, (sql) => findSettings(sql, shop))
    return { settings, answer: { outcome: 'wait', minutes } }
  }
  const { settings, found } = await ask(shop, question, mode)
  if (found === null) {
    await countWrong(guess)
    return { settings, answer: { outcome: 'none' } }
  }
  const silent = listSilent(shop, found, visit.asOf)
  const [silences, estimate] =
    silent.length === 0 && found.parcels.length > 0
      ? [new Map<Id, SilenceForecast>(), null]
      : await inShopSql(shop.id, async (sql) => [
          await forecastSilences(sql, shop, silent),
          found.parcels.length > 0 ? null : await estimateFor(sql, shop, found.country),
        ])
  const order = viewOrder(found, mode !== 'number', {
    settings,
    locale,
    timezone: shop.timezone,
    asOf: visit.asOf,
    silences,
    estimate,
  })
  noteMet(shop, found, visit.asOf)
  return { settings, answer: { outcome: 'found', order } }
}

/** For whoever answers questions: what do shoppers meet? Kept beside the answer, which does not wait for it. */
function noteMet(shop: ShopOfVisit, { parcels }: FoundOrder, asOf: Instant): void {
  const statuses = parcels.flatMap(({ timeline }) => (timeline.current === null ? [] : [timeline.current.status]))
  const counts = meet(shop.id, statuses, Date.parse(asOf))
  if (counts.length === 0) return
  inShopSql(shop.id, (sql) => countLookups(sql, shop, dayIn(shop.timezone, asOf), counts)).catch((error: unknown) =>
    log.error({ shopId: shop.id, err: error }, 'look-ups of a minute were not counted'),
  )
}

function incomplete(question: LookupQuestion, byOrder: boolean): LookupAnswer {
  if (!byOrder) return { outcome: 'incomplete', need: 'either' }
  return { outcome: 'incomplete', need: question.order === '' ? 'order' : 'contact' }
}

/** What the settings do not allow is asked all the same: it costs the same. */
async function ask(shop: ShopOfVisit, question: LookupQuestion, mode: 'key' | 'order' | 'number'): Promise<Asked> {
  if (mode === 'key') return askById(shop, readLookupKey(shop, question.key))
  if (mode === 'number') {
    const asked = await askByNumber(shop, askedNumber(question.number))
    return asked.settings.byNumber ? asked : { ...asked, found: null }
  }
  const { contact, country, order } = question
  const phones = phoneSpellings(contact, [country, shop.country]).map((digits) => lookupHash(digits, 'phone'))
  return askByProof(shop, {
    names: orderNames(order),
    digits: orderDigits(order),
    emailHash: lookupHash(contact, 'email'),
    phoneHashes: phones.filter((hash) => hash !== null),
    postcodeHash: lookupHash(contact, 'postcode'),
  })
}

interface SilentParcel {
  id: Id
  lane: Lane
  status: ParcelStatus
  /** day of the last scan, counted from handover */
  lastScanDay: number
  silentDays: number
}

/** Parcels that have been scanned, and were not scanned today. */
function listSilent(shop: ShopOfVisit, { parcels }: FoundOrder, asOf: Instant): SilentParcel[] {
  const today = dayIn(shop.timezone, asOf)
  return parcels.flatMap((parcel) => {
    const { current, deliveredAt, firstScanAt, lastScanAt } = parcel.timeline
    if (current === null || deliveredAt !== null || firstScanAt === null || lastScanAt === null) return []
    const lastOn = dayIn(shop.timezone, lastScanAt)
    const silentDays = daysBetween(lastOn, today)
    if (silentDays < 1) return []
    const lane = laneOf({ ...parcel, destinationProvince: null })
    const lastScanDay = daysBetween(dayIn(shop.timezone, firstScanAt), lastOn)
    return [{ id: parcel.id, lane, status: current.status, lastScanDay, silentDays }]
  })
}

/** When will they be scanned again? Absent where the lane has taught nothing. */
async function forecastSilences(
  sql: ShopSql,
  shop: ShopOfVisit,
  silent: readonly SilentParcel[],
): Promise<Map<Id, SilenceForecast>> {
  const forecasts = new Map<Id, SilenceForecast>()
  for (const { id, lane, status, lastScanDay, silentDays } of silent) {
    const tree = await findSilenceTree(sql, shop, lane, status)
    const forecast = forecastSilence(tree, lane, status, lastScanDay, silentDays)
    if (forecast !== null) forecasts.set(id, forecast)
  }
  return forecasts
}

async function estimateFor(
  sql: ShopSql,
  shop: ShopOfVisit,
  country: string,
): Promise<{ minDays: number; maxDays: number; kind: 'business' | 'calendar' } | null> {
  const [estimate] = await listDeliveryEstimates(sql, shop, [country])
  return estimate ? { minDays: estimate.minDays, maxDays: estimate.maxDays, kind: estimate.dayKind } : null
}

/** The first language of an Accept-Language header; '' without one. */
function firstAccepted(header: string | null): string {
  return /^\s*([A-Za-z-]{2,35})/.exec(header ?? '')?.[1] ?? ''
}

/** Tells the storefront's blocks whether there is something to look up, and by what. Nothing is written when nothing changed. */
export async function publishTracking(shopId: number, { signal }: { signal: AbortSignal }): Promise<void> {
  const shop = await getShopById(shopId)
  if (shop.uninstalledAt !== null) return
  const [{ settings }, any] = await inShopSql(shop.id, async (sql) => [
    await findSettings(sql, shop),
    await hasOrders(sql, shop),
  ])
  await publishLookup(shop, settings, any, signal)
}
