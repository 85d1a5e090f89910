import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchCheckpoint } from '#app/tools/tracking/checkpoints/match.ts'
import { phraseFor, phraseKey, type PhraseLanguage } from '#app/tools/tracking/checkpoints/phrases.ts'
import { DETAILS, PARCEL_STATUSES, type Meaning } from '#app/tools/tracking/status/model.ts'

const MEANINGS = PARCEL_STATUSES.flatMap((status) =>
  [null, ...DETAILS[status]].map((detail) => ({ status, detail }) as Meaning),
)
const LANGUAGES: PhraseLanguage[] = ['en', 'zh-CN', 'zh-TW', 'de', 'fr', 'es', 'ja']

describe('phrases', () => {
  it.each(LANGUAGES)('every status and detail has its own sentence in %s', (language) => {
    const sentences = MEANINGS.map((meaning) => phraseFor(meaning, language))
    expect(sentences.filter((sentence) => sentence.language !== language || sentence.text.trim() === '')).toEqual([])
    // "Returned" may read like "returned to sender" where a language has no shorter word; no more than that repeats.
    expect(new Set(sentences.map(({ text }) => text)).size).toBeGreaterThanOrEqual(sentences.length - 1)
  })

  it.each([
    ['de-AT', 'de'],
    ['zh', 'zh-CN'],
    ['zh_CN', 'zh-CN'],
    ['zh-HK', 'zh-TW'],
    ['zh-Hant-TW', 'zh-TW'],
    ['zh-Hans', 'zh-CN'],
    ['nl', 'en'],
    ['', 'en'],
  ])('%s reads %s', (locale, language) => {
    expect(phraseFor({ status: 'delivered', detail: null }, locale).language).toBe(language)
  })
})

describe("carriers' own words", () => {
  it.each([
    ['Delivered, In/At Mailbox', 'delivered.safe_place'],
    ['DELIVERED', 'delivered'],
    ['Delivered, Left with Individual', 'delivered'],
    ['Your parcel has been delivered and signed for by SMITH', 'delivered.signed'],
    ['Delivered to your neighbour', 'delivered.neighbour'],
    ['Not delivered: address incomplete', 'failed_attempt.wrong_address'],
    ['Your item could not be delivered', 'failed_attempt.delivery_failed'],
    ['Attempted delivery - nobody home', 'failed_attempt.nobody_home'],
    ['Delivery attempted', 'failed_attempt'],
    ['Will be delivered today', 'in_transit'],
    ['Delivered to sender', 'returned.returned_to_sender'],
    ['The parcel is being returned', 'returned.returning'],
    ['Out for Delivery, Expected Delivery by 9:00pm', 'out_for_delivery'],
    ['Ready for pickup at post office', 'out_for_delivery.ready_for_pickup'],
    ['Held at customs', 'held_at_customs'],
    ['Customs clearance: additional documents required', 'held_at_customs.documents_needed'],
    ['Import duty payment required', 'held_at_customs.payment_due'],
    ['Inbound Out of Customs - customs clearance completed', 'in_transit.customs_released'],
    ['Inbound Into Customs', 'customs.customs_started'],
    ['Departed from outward office of exchange', 'in_transit.departed_origin'],
    ['Arrived at inward office of exchange', 'in_transit.arrived_destination'],
    ['Arrived at USPS Regional Facility', 'in_transit.arrived_facility'],
    ['Departed Facility in LEIPZIG - GERMANY', 'in_transit.departed_facility'],
    ['Shipping label created, USPS awaiting item', 'packed.label_created'],
    ['Shipment picked up', 'handed_over.picked_up'],
    ['Parcel handed over to local carrier', 'in_transit.handed_to_last_mile'],
    ['Delayed due to severe weather', 'delayed.weather'],
    ['Parcel damaged in transit', 'lost.damaged'],
    ['已签收', 'delivered.signed'],
    ['快件已妥投', 'delivered'],
    ['收件人拒收', 'failed_attempt.refused'],
    ['投递失败', 'failed_attempt'],
    ['【深圳市】已揽收', 'handed_over.picked_up'],
    ['离开深圳互换局', 'in_transit.departed_facility'],
    ['航班起飞', 'in_transit.departed_origin'],
    ['到达目的地国家', 'in_transit.arrived_destination'],
    ['海关放行', 'in_transit.customs_released'],
    ['清關中', 'customs.customs_started'],
    ['正在派送', 'out_for_delivery'],
    ['派送失败，无人在家', 'failed_attempt.nobody_home'],
    ['包裹退回中', 'returned.returning'],
    ['运输途中', 'in_transit'],
    ['We tried to deliver your item but no one was in', 'failed_attempt.nobody_home'],
    ['Sorry, we missed you', 'failed_attempt'],
    ['USPS in possession of item', 'handed_over.accepted'],
    ['Shipment on hold', 'delayed'],
    ['Parcel data received by carrier', 'packed.label_created'],
    ['International shipment release - Import', 'in_transit.customs_released'],
    ['快件已由【丰巢柜】代收', 'delivered.safe_place'],
    ['包裹已交航空公司', 'in_transit'],
    ['已交付尾程派送商', 'in_transit.handed_to_last_mile'],
    ['等待领取', 'out_for_delivery.ready_for_pickup'],
    ['飞机进港', 'in_transit.arrived_destination'],
  ])('%s is %s', (text, key) => {
    const meaning = matchCheckpoint(text)
    expect(meaning && phraseKey(meaning)).toBe(key)
  })

  it.each(['', 'Lorem ipsum', '42', '您好', '<script>', 'Zugestellt'])('%s is nothing known', (text) => {
    expect(matchCheckpoint(text)).toBeNull()
  })

  it('denied or foretold, a delivery is none', () => {
    const denial = fc.constantFrom(
      'not delivered',
      'could not be delivered',
      'will be delivered',
      'unable to be delivered',
      'undelivered',
      '未妥投',
      '无法投递',
    )
    fc.assert(
      fc.property(denial, fc.constantFrom('', ' today', ' (address)', ' - please wait', '，请等待'), (denied, more) => {
        expect(matchCheckpoint(denied + more)?.status).not.toBe('delivered')
      }),
    )
  })

  it('10 kB of any letters is answered in a moment', () => {
    for (const text of [
      'customs '.repeat(1_280),
      'delivery '.repeat(1_140),
      'held '.repeat(2_048),
      '海关'.repeat(5_120),
    ]) {
      const start = performance.now()
      matchCheckpoint(text)
      expect(performance.now() - start).toBeLessThan(500)
    }
  })
})
