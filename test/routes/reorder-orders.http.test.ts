/** The pages of purchase orders as the admin asks for them: from an empty list over lines, approval and receipts to the supplier's sheet. */
import { inflateSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { prisma } from '#app/db/client.server.ts'
import { loadRatesSnapshot } from '#app/facts/fx-load.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import * as list from '#app/routes/app.reorder.orders._index.tsx'
import * as page from '#app/routes/app.reorder.orders.$id._index.tsx'
import * as file from '#app/routes/app.reorder.orders.$id.export.$format.ts'
import * as goods from '#app/routes/app.reorder.orders.$id.goods.ts'
import * as fresh from '#app/routes/app.reorder.orders.new.tsx'
import { readSheetFile } from '#app/sheets/read.server.ts'
import { aLocation, aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { aSupplier } from '#test/tools/reorder/purchase-orders/ordered-shop.ts'
import { storeToken, visit } from './admin-visit.ts'

let shop: Shop
let supplierId = ''
let locationId = ''
let mug = ''
let rug = ''

beforeAll(async () => {
  await loadRatesSnapshot()
  shop = await shopWith(['write_inventory'])
  locationId = (await aLocation(shop, { name: 'Leeds' })).id
  mug = (await aProduct(shop, { title: 'Mug', variants: [{ sku: 'MUG', item: { weightGrams: 300 } }] })).variant.id
  rug = (await aProduct(shop, { title: 'Rug', variants: [{ sku: 'RUG', item: { weightGrams: 1_500 } }] })).variant.id
  supplierId = await aSupplier(shop, {
    name: '义乌陶瓷',
    currency: 'USD',
    card: {
      language: 'zh-CN',
      lanes: [{ id: 'sea', name: 'Sea', quotedDays: 35, spreadBps: null }],
      columns: [
        { header: '货号', field: 'supplierSku' },
        { header: '数量', field: 'units' },
        { header: 'Total', field: 'lineTotal' },
      ],
    },
    items: {
      [mug]: {
        supplierSku: 'YW-7',
        minimumUnits: 24,
        packUnits: 12,
        priceBreaks: [
          [1, 210],
          [100, 185],
        ],
      },
    },
  })
})

async function shopWith(scopes: string[]): Promise<Shop> {
  const made = await aShop()
  await prisma().shop.update({ where: { id: made.id }, data: { scopes } })
  const found = await getShopById(made.id)
  await storeToken(found, scopes)
  return found
}

const args = (request: Request, params: Record<string, string> = {}) => ({ request, params, context: {} })

interface Answered {
  status: number
  body: unknown
  to: string | null
}

async function answered(work: Promise<{ data: unknown; init: ResponseInit | null }>): Promise<Answered> {
  try {
    const { data, init } = await work
    return { status: init?.status ?? 200, body: data, to: null }
  } catch (thrown) {
    if (!(thrown instanceof Response)) throw thrown
    return { status: thrown.status, body: null, to: thrown.headers.get('location') }
  }
}

const at = (id: string): string => `/app/reorder/orders/${id}?index`
const ask = (id: string, intent: string, form: object = {}, of: Shop = shop) =>
  answered(page.action(args(visit(of, at(id), { intent, form: JSON.stringify(form) }), { id })))
const shown = (id: string, of: Shop = shop) => page.loader(args(visit(of, at(id)), { id }))
const listed = (search = '') => list.loader(args(visit(shop, `/app/reorder/orders${search}`)))

async function created(): Promise<string> {
  const { to } = await answered(fresh.action(args(visit(shop, '/app/reorder/orders/new', { supplierId, locationId }))))
  const id = /\/app\/reorder\/orders\/([0-9a-f-]{36})/.exec(to ?? '')?.[1]
  if (!id) throw new Error(`no order was made: ${to}`)
  return id
}

/** The characters that a PDF says its glyphs are (its ToUnicode tables). */
function charactersOf(pdf: Buffer): Set<string> {
  const found = new Set<string>()
  for (const match of pdf.toString('latin1').matchAll(/stream\r?\n([\s\S]*?)endstream/g)) {
    const text = inflated(Buffer.from(match[1] ?? '', 'latin1'))
    if (!text.includes('beginbfrange')) continue
    for (const [, hex = ''] of text.matchAll(/<([0-9a-f]{4})>/g))
      found.add(String.fromCharCode(Number.parseInt(hex, 16)))
  }
  return found
}

function inflated(bytes: Buffer): string {
  try {
    return inflateSync(bytes).toString('latin1')
  } catch {
    return ''
  }
}

const line = (variantId: string, units: string, price = '') => ({
  id: '',
  variantId,
  units,
  price,
  supplierSku: '',
  volume: '',
})

/** An order of 120 mugs at 1.85 and 10 rugs at 12.00, in US dollars. */
async function ordered(): Promise<string> {
  const id = await created()
  const { detail } = await shown(id)
  const saved = await ask(id, 'lines', {
    seen: detail.versions.lines,
    lines: [{ ...line(mug, '120'), supplierSku: 'YW-7' }, line(rug, '10', '12.00')],
  })
  if (saved.status !== 200) throw new Error(JSON.stringify(saved))
  return id
}

async function sent(): Promise<string> {
  const id = await ordered()
  await ask(id, 'approve')
  await ask(id, 'send')
  return id
}

describe('a new order', () => {
  it('begins as an empty draft at the chosen location and supplier', async () => {
    const { detail, mayWrite } = await shown(await created())
    expect(detail).toMatchObject({
      order: { state: 'draft', currency: 'USD', supplierId, locationId, document: { lane: 'Sea' } },
      supplier: { name: '义乌陶瓷' },
      place: { name: 'Leeds' },
      lines: [],
      costs: { kind: 'empty' },
    })
    expect(mayWrite).toBe(true)
  })

  it('is refused without a supplier, in words that the page has', async () => {
    const { status, body } = await answered(
      fresh.action(args(visit(shop, '/app/reorder/orders/new', { supplierId: '', locationId }))),
    )
    expect(status).toBe(422)
    expect(body).toMatchObject({ ok: false, fields: [{ path: ['supplierId'], message: 'supplier_missing' }] })
  })

  it('of another shop is not there', async () => {
    const other = await shopWith(['write_inventory'])
    const id = await created()
    await expect(shown(id, other)).rejects.toMatchObject({ status: 404 })
    expect((await ask(id, 'cancel', {}, other)).status).toBe(404)
  })
})

describe('its lines', () => {
  it('are found by SKU with the supplier’s terms, and take the supplier’s price at their quantity', async () => {
    const id = await created()
    const { found } = await goods.loader(args(visit(shop, `/app/reorder/orders/${id}/goods?q=MUG`), { id }))
    expect(found).toMatchObject([{ variantId: mug, supplierSku: 'YW-7', minimumUnits: 24, listed: true }])
    const { detail } = await shown(await ordered())
    expect(detail.lines).toMatchObject([
      { title: 'Mug', sku: 'MUG', orderedUnits: 120, unitPriceMinor: 185, valueMinor: 22_200 },
      { title: 'Rug', orderedUnits: 10, unitPriceMinor: 1_200, supplierSku: null },
    ])
  })

  it('are refused where they are wrong, all at once', async () => {
    const id = await created()
    const { detail } = await shown(id)
    const { status, body } = await ask(id, 'lines', {
      seen: detail.versions.lines,
      lines: [line(mug, '0', '1.85'), line(rug, '2.5', 'cheap'), line(rug, '3')],
    })
    expect(status).toBe(422)
    expect(body).toMatchObject({
      intent: 'lines',
      fields: [
        { path: ['lines', '0', 'units'], message: 'out_of_range' },
        { path: ['lines', '1', 'units'], message: 'not_whole' },
        { path: ['lines', '1', 'price'], message: 'not_a_number' },
        { path: ['lines', '2', 'units'], message: 'goods_twice' },
      ],
    })
  })

  it('that somebody changed since the page was shown are not overwritten', async () => {
    const id = await created()
    const { detail } = await shown(id)
    const form = { seen: detail.versions.lines, lines: [line(mug, '24')] }
    // A note is no change of the lines.
    await ask(id, 'details', { reference: '', expectedOn: '', note: 'Hello' })
    expect((await ask(id, 'lines', form)).status).toBe(200)
    const { status, body } = await ask(id, 'lines', { ...form, lines: [line(rug, '1')] })
    expect(status).toBe(409)
    expect(body).toMatchObject({ fields: [{ code: 'changed_meanwhile' }] })
  })

  it('stay as they are once the supplier has them; before, a change makes the order a draft again', async () => {
    const id = await ordered()
    await ask(id, 'approve')
    const { detail } = await shown(id)
    await ask(id, 'lines', { seen: detail.versions.lines, lines: [line(mug, '240')] })
    expect((await shown(id)).detail).toMatchObject({ order: { state: 'draft' }, lines: [{ unitPriceMinor: 185 }] })
    await ask(id, 'approve')
    await ask(id, 'send')
    const { versions } = (await shown(id)).detail
    const refused = await ask(id, 'lines', { seen: versions.lines, lines: [line(mug, '1')] })
    expect(refused).toMatchObject({ status: 409, body: { fields: [{ code: 'wrong_state' }] } })
  })
})

describe('an order on its way', () => {
  it('needs lines to be approved, and is expected when the supplier’s lane promises', async () => {
    const empty = await created()
    expect(await ask(empty, 'approve')).toMatchObject({ status: 409, body: { fields: [{ code: 'no_lines' }] } })
    const { order } = (await shown(await sent())).detail
    expect(order.state).toBe('sent')
    const days = (Date.parse(order.expectedOn ?? '') - Date.parse((order.sentAt ?? '').slice(0, 10))) / 86_400_000
    expect(days).toBeGreaterThanOrEqual(34)
    expect(days).toBeLessThanOrEqual(36)
  })

  it('is received in parts, with damaged and over-delivered units, and the same form twice is one receipt', async () => {
    const id = await sent()
    const { detail, receiptId, today } = await shown(id)
    const [mugs, rugs] = detail.lines
    const count = (lineId: string | undefined, accepted: string, damaged = '', replaced = '') => ({
      lineId,
      accepted,
      damaged,
      replaced,
    })
    const form = {
      receiptId,
      receivedOn: today,
      note: 'two boxes wet',
      lines: [count(mugs?.id, '100', '8', '8'), count(rugs?.id, '11')],
    }
    expect(await ask(id, 'receive', form)).toMatchObject({ body: { ok: true, said: 'reorderOrders.said.received' } })
    expect(await ask(id, 'receive', form)).toMatchObject({ body: { said: 'reorderOrders.said.receivedBefore' } })
    const other = await ask(id, 'receive', { ...form, lines: [count(mugs?.id, '99')] })
    expect(other).toMatchObject({ status: 409, body: { fields: [{ code: 'id_used_for_other_goods' }] } })
    const now = (await shown(id)).detail
    expect(now.order.state).toBe('part_received')
    expect(now.lines).toMatchObject([
      { acceptedUnits: 100, damagedUnits: 8, outstandingUnits: 20, fulfilment: 'part' },
      { acceptedUnits: 11, overUnits: 1, outstandingUnits: 0, fulfilment: 'over' },
    ])
    expect(now.receipts).toMatchObject([{ note: 'two boxes wet', lines: [{}, {}] }])
    expect(now.receipts[0]?.lines.map(({ stockState }) => stockState)).toEqual(['planned', 'planned'])

    expect(await ask(id, 'close')).toMatchObject({ body: { ok: true } })
    const closed = (await shown(id)).detail
    expect(closed.order.state).toBe('closed')
    expect(closed.lines).toMatchObject([{ givenUpUnits: 20, outstandingUnits: 0 }, { givenUpUnits: 0 }])
    expect(closed.events[0]).toMatchObject({ kind: 'moved', detail: { to: 'closed', givenUpUnits: 20 } })
  })

  it('refuses a receipt that counts nothing, or nonsense, at its fields', async () => {
    const id = await sent()
    const { detail, receiptId, today } = await shown(id)
    const lines = detail.lines.map(({ id: lineId }) => ({ lineId, accepted: '', damaged: '', replaced: '' }))
    const form = { receiptId, receivedOn: today, note: '', lines }
    expect(await ask(id, 'receive', form)).toMatchObject({
      status: 409,
      body: { fields: [{ code: 'nothing_received' }] },
    })
    const [first] = lines
    const wrong = { ...form, lines: [{ ...first, accepted: '-1', damaged: '1', replaced: '2' }] }
    expect(await ask(id, 'receive', wrong)).toMatchObject({
      status: 422,
      body: {
        fields: [
          { path: ['lines', '0', 'accepted'], message: 'out_of_range' },
          { path: ['lines', '0', 'replaced'], message: 'more_than_damaged' },
        ],
      },
    })
  })

  it('cannot be received on while it is a draft, and cannot go where its state does not lead', async () => {
    const id = await ordered()
    const { detail, receiptId, today } = await shown(id)
    const lines = detail.lines.map(({ id: lineId }) => ({ lineId, accepted: '1', damaged: '', replaced: '' }))
    const form = { receiptId, receivedOn: today, note: '', lines }
    for (const refused of [await ask(id, 'receive', form), await ask(id, 'confirm'), await ask(id, 'close')]) {
      expect(refused).toMatchObject({ status: 409, body: { fields: [{ code: 'wrong_state' }] } })
    }
    expect((await ask(id, 'cancel')).status).toBe(200)
    const again = await ask(id, 'copy')
    expect(again.to).toMatch(/\/app\/reorder\/orders\/[0-9a-f-]{36}/)
  })
})

describe('what an order costs', () => {
  it('is goods and charges spread to the cent, charges of other currencies at the day’s rate', async () => {
    const id = await ordered()
    const { detail } = await shown(id)
    await ask(id, 'charges', {
      seen: detail.versions.charges,
      charges: [
        { id: '', kind: 'freight', name: 'Sea', amount: '100.00', currency: 'USD', spreadBy: 'weight' },
        { id: '', kind: 'duty', name: '', amount: '50', currency: 'EUR', spreadBy: 'value' },
      ],
    })
    const now = (await shown(id)).detail
    if (now.costs.kind !== 'landed') throw new Error(JSON.stringify(now.costs))
    const freight = now.charges.findIndex(({ charge }) => charge.kind === 'freight')
    // 120 × 300 g and 10 × 1,500 g: 36 kg and 15 kg share 100.00 dollars.
    expect(now.costs.lines.map(({ sharesMinor }) => sharesMinor[freight])).toEqual([7_059, 2_941])
    expect(now.costs.goodsMinor).toBe(120 * 185 + 10 * 1_200)
    const duty = now.charges.find(({ charge }) => charge.kind === 'duty')
    expect(duty?.ratesOf).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(duty?.amountMinor).not.toBe(5_000)
    expect(now.costs.landedMinor).toBe(now.costs.goodsMinor + 10_000 + (duty?.amountMinor ?? 0))
    expect(now.costs.lines.reduce((sum, { landedMinor }) => sum + landedMinor, 0)).toBe(now.costs.landedMinor)
    expect(now.inShopCurrency?.currency).toBe('GBP')
  })

  it('says which goods have no volume when a charge is spread by it, and counts again once they have', async () => {
    const id = await ordered()
    const { detail } = await shown(id)
    const charge = { id: '', kind: 'freight', name: '', amount: '10', currency: 'USD', spreadBy: 'volume' }
    await ask(id, 'charges', { seen: detail.versions.charges, charges: [charge] })
    const without = (await shown(id)).detail
    expect(without.costs).toMatchObject({
      kind: 'refused',
      refusals: [{ code: 'measure_missing', spreadBy: 'volume' }],
    })
    const lines = without.lines.map((each) => ({
      ...line(each.variantId, String(each.orderedUnits), '1'),
      id: each.id,
      volume: '500',
    }))
    await ask(id, 'lines', { seen: without.versions.lines, lines })
    // 120 and 10 units of 500 cm³ share 10.00.
    expect((await shown(id)).detail.costs).toMatchObject({
      kind: 'landed',
      lines: [{ sharesMinor: [923] }, { sharesMinor: [77] }],
    })
  })
})

describe('the list', () => {
  it('finds orders by number, supplier, goods and state, and pages without losing or repeating one', async () => {
    const id = await sent()
    const { number } = (await shown(id)).detail.order
    const ids = async (search: string): Promise<string[]> => (await listed(search)).page.rows.map((row) => row.id)
    expect(await ids(`?search=po-${number}`)).toEqual([id])
    expect(await ids(`?search=${encodeURIComponent('义乌')}&state=sent`)).toContain(id)
    expect(await ids('?search=yw-7')).toContain(id)
    expect(await ids('?state=draft')).not.toContain(id)
    expect(await ids(`?supplier=${crypto.randomUUID()}`)).toEqual([])
    for (const sort of ['number', 'expected', 'supplier']) {
      const all = await ids(`?sort=${sort}&limit=100`)
      const paged: string[] = []
      let after: string | null = ''
      while (after !== null) {
        const { page: part } = await listed(`?sort=${sort}&limit=3${after === '' ? '' : `&after=${after}`}`)
        paged.push(...part.rows.map((row) => row.id))
        after = part.next
      }
      expect(paged).toEqual(all)
    }
    const row = (await listed('?limit=100')).page.rows.find((each) => each.id === id)
    expect(row).toMatchObject({ lineCount: 2, units: 130, outstandingUnits: 130, goodsMinor: 34_200, unpricedLines: 0 })
  })

  it('shows a page for an address that makes no sense', async () => {
    expect((await listed('?state=lost&sort=mood&limit=9999')).query).toMatchObject({ state: '', sort: 'number' })
  })
})

describe('its file', () => {
  it.each(['csv', 'xlsx'] as const)('as %s has the supplier’s own columns', async (format) => {
    const id = await sent()
    const response = await file.loader(args(visit(shop, `/app/reorder/orders/${id}/export/${format}`), { id, format }))
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('义乌陶瓷'))
    const sheet = await readSheetFile(new Uint8Array(await response.arrayBuffer()))
    expect(sheet.columns).toEqual(['货号', '数量', 'Total'])
    expect(
      sheet.rows.map(({ cells }) => cells.map((cell) => (/^\d/.test(cell) ? String(Number(cell)) : cell))),
    ).toEqual([
      ['YW-7', '120', '222'],
      ['', '10', '120'],
    ])
  })

  it.each([
    ['en', 'Page 1 of 1'],
    ['zh-CN', '第'],
  ])('as PDF in %s is whole, and its Chinese can be found and copied', async (locale, words) => {
    const id = await sent()
    await ask(id, 'details', { reference: '', expectedOn: '', note: 'Świeczka: 请标注' })
    const response = await file.loader(
      args(visit(shop, `/app/reorder/orders/${id}/export/pdf?locale=${locale}`), { id, format: 'pdf' }),
    )
    expect(response.headers.get('content-type')).toBe('application/pdf')
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
    expect(bytes.subarray(-6).toString()).toContain('%%EOF')
    // The whole font is ten megabytes: only the characters that are used are embedded.
    expect(bytes.length).toBeLessThan(200_000)
    const characters = charactersOf(bytes)
    for (const character of `义乌陶瓷YW-7Mug请标注Swieczka${words.replaceAll(' ', '')}`)
      expect(characters, character).toContain(character)
  })

  it('of a format that there is not is not there', async () => {
    const id = await created()
    const asked = file.loader(args(visit(shop, `/app/reorder/orders/${id}/export/doc`), { id, format: 'doc' }))
    await expect(asked).rejects.toMatchObject({ status: 404 })
  })
})

describe('history', () => {
  it('keeps every move, change and comment, newest first', async () => {
    const id = await sent()
    await ask(id, 'comment', { text: 'Called: ships on Friday' })
    await ask(id, 'details', { reference: 'SO-991', expectedOn: '2027-01-15', note: 'Please mark the cartons' })
    const { detail } = await shown(id)
    expect(detail.order).toMatchObject({
      reference: 'SO-991',
      expectedOn: '2027-01-15',
      document: { note: 'Please mark the cartons' },
    })
    expect(detail.events.map(({ kind, detail: of }) => of.to ?? of.what ?? of.text ?? kind)).toEqual([
      'details',
      'Called: ships on Friday',
      'sent',
      'approved',
      'lines',
      'created',
    ])
    expect(await ask(id, 'comment', { text: ' ' })).toMatchObject({
      status: 422,
      body: { fields: [{ path: ['text'], message: 'comment_missing' }] },
    })
  })
})
