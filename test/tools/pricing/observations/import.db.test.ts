import { beforeEach, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { readSheetFile } from '#app/sheets/read.server.ts'
import { importObservations, importTemplate, previewImport } from '#app/tools/pricing/observations/service.server.ts'
import { aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

const AS_OF = '2026-03-31T12:00:00.000Z'
let shop: Shop

const HEADER = 'SKU,Competitor,Price,Currency,Seen at,URL'
const fileOf = (...lines: string[]): File => new File([[HEADER, ...lines].join('\n')], 'prices.csv')

async function stored(of = shop): Promise<Record<string, unknown>[]> {
  return inShopSql(of.id, async (sql) => {
    const found = await sql.query<Record<string, unknown>>(
      `select c.name as competitor, o.price_minor::int as price, o.rejected, o.confirmed, o.source, o.country
       from pricing_observation o join pricing_competitor c on c.shop_id = o.shop_id and c.id = o.competitor_id
       order by o.seen_at, c.name`,
    )
    return found.rows
  })
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isAppError(error)) throw error instanceof Error ? error : new Error('it was not refused')
  return error.fields[0]?.code
}

beforeEach(async () => {
  shop = await aShop()
  await aProduct(shop, { variants: [{ sku: 'MUG' }, { sku: 'CUP' }] })
})

describe('an import', () => {
  it('is previewed without writing, then written as previewed', async () => {
    const file = fileOf('MUG,Alpha,12.50,EUR,2026-03-30,', 'CUP,Beta,8,GBP,2026-03-30,')
    const preview = await previewImport(shop, file, AS_OF)
    expect(preview).toMatchObject({
      fileName: 'prices.csv',
      problems: [],
      ready: 2,
      products: 2,
      standing: { new: 2, changed: 0, same: 0 },
      competitors: [
        { name: 'Alpha', isNew: true, lines: 1 },
        { name: 'Beta', isNew: true, lines: 1 },
      ],
    })
    expect(await stored()).toEqual([])
    expect(await importObservations(shop, file, { leaveOut: false }, AS_OF)).toEqual(preview)
    expect(await stored()).toMatchObject([
      { competitor: 'Alpha', price: 1250, source: 'import:prices.csv', country: 'ZZ', rejected: false },
      { competitor: 'Beta', price: 800 },
    ])
  })

  it('twice is once, and a corrected line corrects', async () => {
    const file = fileOf('MUG,Alpha,12.50,EUR,2026-03-30,', 'CUP,Beta,8,GBP,2026-03-30,')
    await importObservations(shop, file, { leaveOut: false }, AS_OF)
    const again = await importObservations(shop, file, { leaveOut: false }, AS_OF)
    expect(again.standing).toEqual({ new: 0, changed: 0, same: 2 })
    const corrected = fileOf('MUG,ALPHA,11.50,EUR,2026-03-30,', 'CUP,Beta,8,GBP,2026-03-31,')
    expect((await importObservations(shop, corrected, { leaveOut: false }, AS_OF)).standing).toEqual({
      new: 1,
      changed: 1,
      same: 0,
    })
    expect((await stored()).map(({ competitor, price }) => [competitor, price])).toEqual([
      ['Alpha', 1150],
      ['Beta', 800],
      ['Beta', 800],
    ])
  })

  it('with a problem writes nothing, unless the merchant leaves the line out', async () => {
    const file = fileOf(
      'MUG,Alpha,12.50,EUR,2026-03-30,',
      'NOPE,Alpha,1,EUR,2026-03-30,',
      'CUP,Alpha,0,EUR,2026-03-30,',
    )
    expect(await codeOf(importObservations(shop, file, { leaveOut: false }, AS_OF))).toBe(
      'pricingCompetitors.import.hasProblems',
    )
    expect(await stored()).toEqual([])
    const done = await importObservations(shop, file, { leaveOut: true }, AS_OF)
    expect(done.problems.map(({ line, column, code, value }) => [line, column, code, value])).toEqual([
      [3, 'SKU', 'unknown_product', 'NOPE'],
      [4, 'Price', 'price_not_positive', '0'],
    ])
    expect(await stored()).toHaveLength(1)
  })

  it('takes a repeated line once and refuses one that contradicts it', async () => {
    const line = 'MUG,Alpha,12.50,EUR,2026-03-30,'
    const preview = await previewImport(shop, fileOf(line, line, 'MUG,alpha,13,EUR,2026-03-30,'), AS_OF)
    expect(preview).toMatchObject({ ready: 1, problems: [{ line: 4, code: 'other_line_differs' }] })
  })

  it('without its columns or without a line to import is refused', async () => {
    const wrong = new File(['Product,Price\nMug,1\n'], 'wrong.csv')
    expect(await previewImport(shop, wrong, AS_OF)).toMatchObject({
      ready: 0,
      missing: [{ column: 'SKU' }, { column: 'Competitor' }, { column: 'Currency' }, { column: 'Seen at' }],
    })
    expect(await codeOf(importObservations(shop, wrong, { leaveOut: true }, AS_OF))).toBe(
      'pricingCompetitors.import.columnsWrong',
    )
    expect(await codeOf(importObservations(shop, fileOf('NOPE,A,1,EUR,2026-03-30,'), { leaveOut: true }, AS_OF))).toBe(
      'pricingCompetitors.import.nothingToImport',
    )
    expect(await codeOf(previewImport(shop, null, AS_OF))).toBe('sheets.file.empty')
  })

  it('knows products of its own shop only', async () => {
    const other = await aShop()
    await aProduct(other, { variants: [{ sku: 'THEIRS' }] })
    const preview = await previewImport(shop, fileOf('THEIRS,Alpha,1,EUR,2026-03-30,'), AS_OF)
    expect(preview.problems).toMatchObject([{ code: 'unknown_product' }])
    await importObservations(other, fileOf('THEIRS,Alpha,1,EUR,2026-03-30,'), { leaveOut: false }, AS_OF)
    expect(await stored()).toEqual([])
    expect(await stored(other)).toHaveLength(1)
  })

  it('of two files at once makes each competitor once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `Shop ${index}`)
    const file = (day: string): File => fileOf(...names.map((name) => `MUG,${name},9,EUR,${day},`))
    await Promise.all(
      ['2026-03-28', '2026-03-29'].map((day) => importObservations(shop, file(day), { leaveOut: false }, AS_OF)),
    )
    const competitors = await inShopSql(shop.id, (sql) => sql.query('select id from pricing_competitor order by id'))
    expect(competitors.rows.map(({ id }: { id: number }) => id)).toEqual(names.map((_, index) => index + 1))
    expect(await stored()).toHaveLength(40)
  })
})

it('the template is a file that imports as it is', async () => {
  for (const format of ['csv', 'xlsx'] as const) {
    const response = await importTemplate(shop, format, AS_OF)
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect((await readSheetFile(bytes)).columns).toEqual([
      'SKU',
      'GTIN',
      'Competitor',
      'Price',
      'Currency',
      'Shipping',
      'In stock',
      'URL',
      'Seen at',
      'Confidence',
      'Pack size',
      'Country',
    ])
    const preview = await previewImport(shop, new File([bytes], `template.${format}`), AS_OF)
    expect(preview).toMatchObject({ ready: 2, problems: [] })
  }
})
