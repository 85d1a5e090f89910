import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import en from '#app/i18n/en.ts'
import type { Shop } from '#app/mirror/types.ts'
import * as files from '#app/routes/app.reorder.suppliers.$id.export.$format.ts'
import * as imports from '#app/routes/app.reorder.suppliers.$id.import.tsx'
import * as item from '#app/routes/app.reorder.suppliers.$id.items.$variantId.tsx'
import * as items from '#app/routes/app.reorder.suppliers.$id.items._index.tsx'
import * as find from '#app/routes/app.reorder.suppliers.$id.items.new.tsx'
import * as score from '#app/routes/app.reorder.suppliers.$id.score.tsx'
import * as card from '#app/routes/app.reorder.suppliers.$id._index.tsx'
import * as list from '#app/routes/app.reorder.suppliers._index.tsx'
import * as fresh from '#app/routes/app.reorder.suppliers.new.tsx'
import * as vendors from '#app/routes/app.reorder.suppliers.vendors.ts'
import { ITEM_PROBLEMS } from '#app/tools/reorder/supplier-import/sheet.ts'
import { CLOSURE_KINDS } from '#app/tools/reorder/suppliers/closures.ts'
import { INCOTERMS, ITEM_SORTS, ORDER_SHEET_FIELDS, SUPPLIER_SORTS } from '#app/tools/reorder/suppliers/schema.ts'
import { FIGURES, TIERS } from '#app/tools/reorder/suppliers/scorecard.ts'
import { aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { aDraft, anItem } from '#test/builders/supplier.ts'
import { storeToken, stranger, visit } from './admin-visit.ts'

const PAGE = '/app/reorder/suppliers'

let ours: Shop
let theirs: Shop
let mug: string
beforeAll(async () => {
  ours = await aShop()
  theirs = await aShop()
  for (const shop of [ours, theirs]) await storeToken(shop)
  mug = (await aProduct(ours, { title: 'Mug', vendor: 'Potter', variants: [{ sku: 'MUG' }] })).variant.id
})

const args = (request: Request, params: Record<string, string> = {}) => ({ request, params, context: {} })

interface Answered<Data> {
  data: Data
  init: ResponseInit | null
}
async function answered<Data>(work: Promise<Answered<Data>>) {
  const { data, init } = await work
  return { status: init?.status ?? 200, body: data }
}

const save = (shop: Shop, changes: object = {}) => {
  const form = { intent: 'save', supplier: JSON.stringify({ ...aDraft(), ...changes }) }
  return answered(fresh.action(args(visit(shop, `${PAGE}/new`, form))))
}

let made = 0
async function aSaved(shop: Shop): Promise<string> {
  const { body } = await save(shop, { name: `Supplier ${(made += 1)}` })
  return body.id ?? ''
}
const at = (shop: Shop, id: string, path = '', form?: Record<string, string>) =>
  args(visit(shop, `${PAGE}/${id}${path}`, form), { id })
const atItem = (shop: Shop, id: string, form?: Record<string, string>) =>
  args(visit(shop, `${PAGE}/${id}/items/${mug}`, form), { id, variantId: mug })

describe('a supplier', () => {
  it('is added, changed, archived and restored', async () => {
    const saved = await save(ours, { name: 'Round' })
    expect(saved).toMatchObject({ status: 200, body: { ok: true, said: 'reorderSuppliers.said.saved' } })
    const id = saved.body.id ?? ''
    expect((await card.loader(at(ours, id))).supplier).toMatchObject({ name: 'Round', lanes: [{ quotedDays: 35 }] })
    const form = { intent: 'save', supplier: JSON.stringify(aDraft({ name: 'Square', incoterm: 'FOB' })) }
    expect((await answered(card.action(at(ours, id, '', form)))).status).toBe(200)
    await card.action(at(ours, id, '', { intent: 'archive' }))
    const shown = async (query: string) =>
      (await list.loader(args(visit(ours, `${PAGE}${query}`)))).page.rows.map(({ name }) => name)
    expect(await shown('')).not.toContain('Square')
    expect(await shown('?view=archived')).toContain('Square')
    await list.action(args(visit(ours, PAGE, { intent: 'restore', id })))
    expect(await shown('?search=squ')).toEqual(['Square'])
  })

  it.each([
    ['no name', { name: ' ' }, ['name'], 'name_missing'],
    ['no such currency', { currency: 'DOLLARS' }, ['currency'], 'not_a_currency'],
    ['no such country', { country: 'Atlantis' }, ['country'], 'not_a_country'],
    ['an amount in words', { orderMinimumMinor: 'much' }, ['orderMinimumMinor'], 'amount_invalid'],
    [
      'days in words',
      { lanes: [{ id: 'a', name: 'Air', quotedDays: 'soon', spreadBps: null }] },
      ['lanes', '0', 'quotedDays'],
      'days_invalid',
    ],
    [
      'no days at all but 0',
      { lanes: [{ id: 'a', name: 'Air', quotedDays: 0, spreadBps: null }] },
      ['lanes', '0', 'quotedDays'],
      'days_invalid',
    ],
    [
      'a lane without a name',
      { lanes: [{ id: 'a', name: '', quotedDays: 7, spreadBps: null }] },
      ['lanes', '0', 'name'],
      'name_missing',
    ],
    [
      'two lanes of a name',
      { lanes: ['a', 'b'].map((id) => ({ id, name: 'Air', quotedDays: 7, spreadBps: null })) },
      ['lanes', '1', 'name'],
      'name_twice',
    ],
    ['a lane that is gone', { defaultLaneId: 'rail' }, ['defaultLaneId'], 'lane_gone'],
    [
      'no e-mail address',
      { contacts: [{ name: 'Wang', email: 'wang@', phone: '', role: '' }] },
      ['contacts', '0', 'email'],
      'email_invalid',
    ],
    [
      '30 February',
      { closures: [{ name: 'x', fromOn: '2027-02-30', toOn: '2027-03-02' }] },
      ['closures', '0', 'fromOn'],
      'day_missing',
    ],
    [
      'days the wrong way round',
      { closures: [{ name: 'x', fromOn: '2027-03-03', toOn: '2027-03-02' }] },
      ['closures', '0', 'toOn'],
      'ends_before_start',
    ],
    [
      'half a year closed',
      { closures: [{ name: 'x', fromOn: '2027-01-01', toOn: '2027-07-01' }] },
      ['closures', '0', 'toOn'],
      'closure_too_long',
    ],
    ['an unknown column', { columns: [{ header: 'x', field: 'colour' }] }, ['columns', '0', 'field'], 'value_invalid'],
  ])('with %s is refused at its field', async (_what, changes, path, message) => {
    const refused = await save(theirs, changes)
    expect(refused.status).toBe(422)
    expect(refused.body).toMatchObject({ ok: false, code: 'invalid_input' })
    const fields = 'fields' in refused.body ? refused.body.fields.map((field) => [field.path, field.message]) : []
    expect(fields).toContainEqual([path, message])
    expect(en.reorderSuppliers.error).toHaveProperty(message)
  })

  it('that did not arrive whole is refused, not a crash', async () => {
    const form = { intent: 'save', supplier: '{"name":' }
    expect((await answered(fresh.action(args(visit(ours, `${PAGE}/new`, form))))).status).toBe(422)
  })

  it('of another shop is not there', async () => {
    const id = await aSaved(ours)
    for (const work of [
      () => card.loader(at(theirs, id)),
      () => items.loader(at(theirs, id, '/items')),
      () => item.loader(atItem(theirs, id)),
      () => imports.loader(at(theirs, id, '/import')),
      () => score.loader(at(theirs, id, '/score')),
      () => files.loader(args(visit(theirs, `${PAGE}/${id}/export/csv`), { id, format: 'csv' })),
      () => card.loader(at(ours, 'no-uuid')),
    ])
      await expect(work()).rejects.toMatchObject({ status: 404 })
    expect((await answered(card.action(at(theirs, id, '', { intent: 'archive' })))).status).toBe(404)
  })
})

describe('what it sells', () => {
  it('is found, given terms, preferred, removed and put back', async () => {
    const id = await aSaved(ours)
    const found = await find.loader(at(ours, id, '/items/new?search=mug'))
    expect(found.found.map((variant) => variant.id)).toEqual([mug])
    expect((await item.loader(atItem(ours, id))).item).toBeNull()
    const draft = anItem({ supplierSku: 'YW-1', packUnits: 12, priceBreaks: [{ fromUnits: 1, unitPriceMinor: 120 }] })
    const saved = await answered(item.action(atItem(ours, id, { intent: 'save', item: JSON.stringify(draft) })))
    expect(saved.body).toMatchObject({ ok: true, said: 'reorderSuppliers.said.itemSaved' })
    await item.action(atItem(ours, id, { intent: 'prefer', supplier: id }))
    expect((await item.loader(atItem(ours, id))).item?.preferred).toBe(true)
    await item.action(atItem(ours, id, { intent: 'preferNone' }))
    const removed = await answered(item.action(atItem(ours, id, { intent: 'remove' })))
    expect((await items.loader(at(ours, id, '/items'))).page.total).toBe(0)
    const form = { removed: JSON.stringify(removed.body.removed) }
    expect((await answered(items.action(at(ours, id, '/items', form)))).status).toBe(200)
    expect((await items.loader(at(ours, id, '/items?search=yw'))).page.rows).toMatchObject([
      { sku: 'MUG', packUnits: 12, preferred: false },
    ])
  })

  it.each([
    ['a minimum in words', { minimumUnits: 'many' }, ['minimumUnits'], 'units_invalid'],
    ['a pack of none', { packUnits: 0 }, ['packUnits'], 'pack_invalid'],
    [
      'a price in words',
      { priceBreaks: [{ fromUnits: 1, unitPriceMinor: 'x' }] },
      ['priceBreaks', '0', 'unitPriceMinor'],
      'amount_invalid',
    ],
    [
      'two prices from a quantity',
      { priceBreaks: [1, 1].map((fromUnits) => ({ fromUnits, unitPriceMinor: 5 })) },
      ['priceBreaks', '1', 'fromUnits'],
      'break_twice',
    ],
  ])('with %s is refused at its field', async (_what, changes, path, message) => {
    const id = await aSaved(ours)
    const form = { intent: 'save', item: JSON.stringify({ ...anItem(), ...changes }) }
    const refused = await answered(item.action(atItem(ours, id, form)))
    expect(refused.status).toBe(422)
    const fields = 'fields' in refused.body ? refused.body.fields.map((field) => [field.path, field.message]) : []
    expect(fields).toContainEqual([path, message])
    expect(en.reorderSuppliers.error).toHaveProperty(message)
  })
})

it('a price list is previewed, imported once and taken back; its file comes out again', async () => {
  const id = await aSaved(ours)
  const importId = randomUUID()
  const upload = async (intent: string, text = '') => {
    const form = new FormData()
    form.set('intent', intent)
    form.set('import', importId)
    if (text !== '') form.set('file', new File([text], 'prices.csv', { type: 'text/csv' }))
    const request = new Request(visit(ours, `${PAGE}/${id}/import`), { method: 'POST', body: form })
    return answered(imports.action(args(request, { id })))
  }
  const table = 'SKU,Price\nMUG,3.21\n'
  expect(await upload('preview', table)).toMatchObject({ status: 200, body: { preview: { added: 1, problems: [] } } })
  for (let sent = 0; sent < 2; sent += 1) expect((await upload('import', table)).status).toBe(200)
  const page = await imports.loader(at(ours, id, '/import'))
  expect(page).toMatchObject({ items: 1, imports: [{ id: importId, items: 1, undoneAt: null }] })
  const file = await files.loader(args(visit(ours, `${PAGE}/${id}/export/csv`), { id, format: 'csv' }))
  expect(await file.text()).toContain('MUG,,0,1,3.21,,USD')
  expect(await upload('undo')).toMatchObject({ body: { ok: true, undone: { restored: 1, kept: 0 } } })
  expect((await imports.loader(at(ours, id, '/import'))).items).toBe(0)
  expect(await upload('preview', '')).toMatchObject({ status: 422, body: { fields: [{ code: 'sheets.file.empty' }] } })
  await expect(
    files.loader(args(visit(ours, `${PAGE}/${id}/export/pdf`), { id, format: 'pdf' })),
  ).rejects.toMatchObject({ status: 404 })
})

it('vendors become suppliers in one click, and go again in another', async () => {
  const shop = await aShop()
  await storeToken(shop)
  await aProduct(shop, { vendor: 'Potter' })
  const page = () => list.loader(args(visit(shop, PAGE)))
  expect(await vendors.loader(args(visit(shop, `${PAGE}/vendors`)))).toMatchObject({
    vendors: 1,
    proposals: [{ vendor: 'Potter', missing: 1 }],
  })
  const added = await answered(list.action(args(visit(shop, PAGE, { intent: 'add', vendor: 'Potter' }))))
  expect(added.body).toMatchObject({ ok: true, added: { suppliers: 1, items: 1 } })
  expect((await page()).page.rows).toMatchObject([{ name: 'Potter', variants: 1, leadTimeDays: null }])
  const form = { intent: 'takeBack', at: added.body.added?.at ?? '' }
  expect((await answered(list.action(args(visit(shop, PAGE, form))))).body).toMatchObject({
    takenBack: { suppliers: 1 },
  })
  expect((await page()).page.total).toBe(0)
  expect((await answered(list.action(args(visit(shop, PAGE, { intent: 'add', vendor: 'Nobody' }))))).status).toBe(404)
  expect((await answered(list.action(args(visit(shop, PAGE, { intent: 'sell' }))))).status).toBe(422)
})

it('a score is worked out when asked for', async () => {
  const id = await aSaved(ours)
  expect((await score.loader(at(ours, id, '/score'))).stored).toBeNull()
  expect((await answered(score.action(at(ours, id, '/score', {})))).body).toMatchObject({ ok: true })
  expect((await score.loader(at(ours, id, '/score'))).stored?.score.tier).toBeNull()
})

it('strangers are sent away', async () => {
  const id = randomUUID()
  const nobody = (path: string) => args(stranger(`${PAGE}${path}`), { id, variantId: '1' })
  for (const work of [
    () => list.loader(nobody('')),
    () => vendors.loader(nobody('/vendors')),
    () => fresh.loader(nobody('/new')),
    () => card.loader(nobody(`/${id}`)),
    () => items.loader(nobody(`/${id}/items`)),
    () => imports.loader(nobody(`/${id}/import`)),
    () => score.loader(nobody(`/${id}/score`)),
  ])
    await expect(work()).rejects.toMatchObject({ status: 302 })
})

describe('there is a text for', () => {
  const words = en.reorderSuppliers
  const keys = (texts: object, ...others: string[]) =>
    Object.keys(texts)
      .filter((key) => !others.includes(key))
      .sort()
  it.each([
    ['problems of a line', keys(words.problem), ITEM_PROBLEMS],
    ['incoterms', keys(words.incoterm), INCOTERMS],
    ['columns of an order sheet', keys(words.sheetField), ORDER_SHEET_FIELDS],
    ['closures', keys(words.closure), CLOSURE_KINDS],
    ['figures', keys(words.figure), FIGURES],
    ['tiers', keys(words.tier, 'none'), TIERS],
    ['orders of suppliers', keys(words.list.sort), SUPPLIER_SORTS],
    ['orders of items', keys(words.items.sort), ITEM_SORTS],
  ] as const)('all %s, and for nothing else', (_name, texts, values) => {
    expect(texts).toEqual([...values].sort())
  })
})
