/** What shoppers and Shopify Flow are told: only what has just happened, in whole sentences, with keys that the trigger knows. */
import { describe, expect, it } from 'vitest'
import { isStillTrue, newsOf, type NewsParcel } from '#app/tools/tracking/notices/moments.ts'
import { LATE_HANDLE, latePayload } from '#app/tools/tracking/notices/payload.ts'
import { TemplateForm } from '#app/tools/tracking/notices/schema.ts'
import {
  defaultTemplate,
  MAIL_LANGUAGES,
  unknownPlaceholders,
  writeMail,
  type MailValues,
} from '#app/tools/tracking/notices/words.ts'
import { DeskSettings, MOMENTS } from '#app/tools/tracking/settings/desk.ts'
import { flowTriggers, payloadProblems } from '#test/devstore/shop/flow-triggers.ts'

const NOW = '2026-03-18T12:00:00.000Z'
const all = Object.fromEntries(MOMENTS.map((moment) => [moment, '2026-03-01T00:00:00.000Z']))
const settings = DeskSettings.parse({ mails: { moments: all } })
const parcel = (values: Partial<NewsParcel> = {}): NewsParcel => ({
  status: null,
  statusSince: null,
  firstScanAt: null,
  deliveredAt: null,
  promisedOn: null,
  ...values,
})
const told = (values: Partial<NewsParcel>, wish = settings) =>
  newsOf(parcel(values), wish, NOW, 'Europe/London').map(({ channel, moment }) => `${channel} ${moment}`)
const since = '2026-03-17T09:00:00.000Z'

describe('news of a parcel', () => {
  it('is the last thing that happened, not what it passed', () => {
    expect(told({ status: 'packed', statusSince: since })).toEqual([])
    expect(told({ status: 'in_transit', statusSince: since, firstScanAt: since })).toEqual(['mail handed_over'])
    expect(told({ status: 'out_for_delivery', statusSince: since, firstScanAt: since })).toEqual([
      'mail out_for_delivery',
    ])
    expect(told({ status: 'held_at_customs', statusSince: since, firstScanAt: since })).toEqual(['mail exception'])
    expect(told({ status: 'delivered', statusSince: since, firstScanAt: since, deliveredAt: since })).toEqual([
      'mail delivered',
    ])
  })

  it('is never older than the merchant’s days, nor from before the moment was turned on', () => {
    const old = '2026-03-15T11:59:00.000Z'
    expect(told({ status: 'delivered', deliveredAt: old })).toEqual([])
    const today = DeskSettings.parse({ mails: { moments: { delivered: '2026-03-18T08:00:00.000Z' } } })
    expect(told({ status: 'delivered', deliveredAt: since }, today)).toEqual([])
    expect(told({ status: 'delivered', deliveredAt: '2026-03-18T09:00:00.000Z' }, today)).toEqual(['mail delivered'])
  })

  it('is a late parcel from the day after its date for three days, to shopper and Flow', () => {
    const moving = { status: 'in_transit', firstScanAt: '2026-03-05T10:00:00.000Z' } as const
    expect(told({ ...moving, promisedOn: '2026-03-18' })).toEqual([])
    expect(told({ ...moving, promisedOn: '2026-03-17' })).toEqual(['mail late', 'flow late'])
    expect(told({ ...moving, promisedOn: '2026-03-14' })).toEqual([])
    expect(told({ ...moving, promisedOn: '2026-03-17' }, DeskSettings.parse({}))).toEqual(['flow late'])
    expect(told({ ...moving, promisedOn: '2026-03-17' }, DeskSettings.parse({ flow: false }))).toEqual([])
    expect(told({ status: 'returned', statusSince: '2026-03-01T00:00:00.000Z', promisedOn: '2026-03-17' })).toEqual([])
  })

  it('is not told any more once something else is true', () => {
    expect(isStillTrue('late', { status: 'delivered', deliveredAt: since })).toBe(false)
    expect(isStillTrue('out_for_delivery', { status: 'failed_attempt', deliveredAt: null })).toBe(false)
    expect(isStillTrue('exception', { status: 'in_transit', deliveredAt: null })).toBe(false)
    expect(isStillTrue('late', { status: 'delayed', deliveredAt: null })).toBe(true)
  })
})

describe('the words of a mail', () => {
  const values: MailValues = {
    order: '#1001',
    shop: 'Lüster & 灯',
    status: 'At customs',
    expected_by: '4 April 2026',
    carrier: 'DHL',
    tracking_number: 'N1',
    link: 'https://shop.example/apps/tradewind/track?key=k',
  }

  it('leave out a line whose value is not known, and no gap where it was', () => {
    const { text } = writeMail(defaultTemplate('handed_over', 'en'), { ...values, expected_by: null, carrier: null })
    expect(text).toContain('Tracking number: N1')
    expect(text).not.toMatch(/Expected by|Carrier|\{\{|\n\n\n/)
    expect(text).toContain(values.link)
  })

  it('cannot be given a placeholder or a header by a value', () => {
    const { subject, text } = writeMail(
      { subject: '{{order}}', body: '{{shop}}' },
      { ...values, order: 'a\r\nBcc: x@y.z', shop: '{{link}}' },
    )
    expect([subject, text]).toEqual(['a Bcc: x@y.z', '{{link}}'])
  })

  it.each(MAIL_LANGUAGES)('are whole in %s, for every moment', (language) => {
    for (const moment of MOMENTS) {
      const template = defaultTemplate(moment, language)
      expect(unknownPlaceholders(template.subject + template.body)).toEqual([])
      expect(template.body).toContain('{{link}}')
      const { subject, text } = writeMail(template, values)
      expect(`${subject}${text}`).not.toMatch(/[{}]/)
      expect(subject).toContain('#1001')
    }
  })

  it('of a merchant are refused with a placeholder that does not exist, empty, or as two lines of subject', () => {
    const form = { moment: 'late', language: 'de', subject: 'Hallo', body: '{{ order }}' }
    expect(TemplateForm.safeParse(form).success).toBe(true)
    const problems = (change: object) =>
      TemplateForm.safeParse({ ...form, ...change }).error?.issues.map(
        ({ path, message }) => `${String(path[0])} ${message}`,
      )
    expect(problems({ body: '{{ordre}}' })).toEqual(['body unknown_placeholder'])
    expect(problems({ subject: ' ' })).toEqual(['subject subject_missing'])
    expect(problems({ subject: 'a\nb' })).toEqual(['subject one_line'])
  })
})

it('the payload has the keys of extensions/flow-delivery-late, each of its type, and no others', () => {
  const fields = flowTriggers().get(LATE_HANDLE) ?? []
  const late = {
    orderId: '72',
    orderName: '#1002',
    number: 'N1',
    carrier: 'DHL',
    country: 'DE',
    status: 'in_transit',
    promisedOn: '2026-03-14',
    lateDays: 1,
  }
  const payload = latePayload(late, '2026-03-18', 'https://admin.shopify.com/store/a/apps/b/app/orders/72')
  expect(payloadProblems(fields, payload)).toEqual([])
  expect(Object.keys(payload).sort()).toEqual(fields.map(({ key }) => key).sort())
  expect(payload['Days late']).toBe(3)
})
