import { describe, expect, it } from 'vitest'
import { readSheetFile } from '#app/sheets/read.server.ts'
import { readObservations, type SheetObservations } from '#app/tools/pricing/observations/import-sheet.ts'

const AS_OF = '2026-03-31T12:00:00.000Z'

async function read(text: string): Promise<SheetObservations> {
  return readObservations(await readSheetFile(new Uint8Array(Buffer.from(text))), 'Europe/Berlin', AS_OF)
}

const problemsOf = async (line: string): Promise<[string | null, string, string][]> => {
  const found = await read(
    `SKU,GTIN,Competitor,Price,Currency,Shipping,In stock,URL,Seen at,Confidence,Pack size,Country\n${line}\n`,
  )
  return found.problems.map(({ column, code, value }) => [column, code, value])
}

describe('a line of competitor prices', () => {
  it('is read with everything that it says', async () => {
    const { found, problems } = await read(
      'SKU,EAN,Seller,Price,Currency,Shipping,Availability,Link,Date,Match score,Pack,Country\n' +
        'A-1,4006381333931,  Big   Shop ,"1.299,00",EUR,"4,95",out of stock,https://shop.example/a?x=1,2026-03-30 14:05,92%,3 pcs,Germany\n',
    )
    expect(problems).toEqual([])
    expect(found).toEqual([
      {
        line: 2,
        observation: {
          sku: 'A-1',
          gtin: '4006381333931',
          competitor: 'Big Shop',
          priceMinor: 129900,
          currency: 'EUR',
          shippingMinor: 495,
          inStock: false,
          url: 'https://shop.example/a?x=1',
          seenAt: '2026-03-30T12:05:00.000Z', // summer time in Berlin, UTC+2
          confidenceBps: 9200,
          packSize: 3,
          country: 'DE',
        },
      },
    ])
  })

  it('in Chinese is read the same, and what is left out has its default', async () => {
    const { found, problems } = await read(
      '货号,竞争对手,价格,币种,采集时间,库存\nA-1,某某旗舰店,128,人民币,2026年3月30日,12\n',
    )
    expect(problems).toEqual([])
    expect(found[0]?.observation).toMatchObject({
      competitor: '某某旗舰店',
      priceMinor: 12800,
      currency: 'CNY',
      shippingMinor: null,
      inStock: true,
      url: null,
      confidenceBps: 10_000,
      packSize: 1,
      country: 'ZZ',
    })
  })

  it.each([
    ['0.9', 9000],
    ['90%', 9000],
    ['90', 9000],
    ['1', 10_000],
    ['100', 10_000],
    ['', 10_000],
  ])('has its confidence %j as %i basis points', async (text, bps) => {
    const { found } = await read(`SKU,Competitor,Price,Currency,Date,Confidence\nA,B,1.50,EUR,2026-03-30,${text}\n`)
    expect(found[0]?.observation.confidenceBps).toBe(bps)
  })

  it.each([
    ['a price of 0', 'A,,B,0,EUR,,,,2026-03-30,,,', ['Price', 'price_not_positive', '0']],
    ['a negative price', 'A,,B,-1,EUR,,,,2026-03-30,,,', ['Price', 'price_not_positive', '-1']],
    ['a price of a billion', 'A,,B,1000000000,EUR,,,,2026-03-30,,,', ['Price', 'price_too_large', '1000000000']],
    ['1e9 as text', 'A,,B,1e9,EUR,,,,2026-03-30,,,', ['Price', 'not_a_number', '1e9']],
    ['no competitor', 'A,,,1,EUR,,,,2026-03-30,,,', ['Competitor', 'missing', '']],
    ['a currency that is none', 'A,,B,1,EURO,,,,2026-03-30,,,', ['Currency', 'not_a_currency', 'EURO']],
    ['a sign that several currencies use', 'A,,B,1,$,,,,2026-03-30,,,', ['Currency', 'ambiguous_currency', '$']],
    ['another currency beside the amount', 'A,,B,£1,EUR,,,,2026-03-30,,,', ['Price', 'other_currency', '£1']],
    ['negative shipping', 'A,,B,1,EUR,-2,,,2026-03-30,,,', ['Shipping', 'shipping_negative', '-2']],
    [
      'a script for an address',
      'A,,B,1,EUR,,,javascript:alert(1),2026-03-30,,,',
      ['URL', 'bad_url', 'javascript:alert(1)'],
    ],
    ['a moment to come', 'A,,B,1,EUR,,,,2026-04-02,,,', ['Seen at', 'in_future', '2026-04-02']],
    ['a moment long ago', 'A,,B,1,EUR,,,,2020-01-01,,,', ['Seen at', 'too_old', '2020-01-01']],
    ['a day that may be another', 'A,,B,1,EUR,,,,03/04/2026,,,', ['Seen at', 'ambiguous_date', '03/04/2026']],
    ['no date', 'A,,B,1,EUR,,,,,,,', ['Seen at', 'missing', '']],
    ['a confidence above all', 'A,,B,1,EUR,,,,2026-03-30,150%,,', ['Confidence', 'bad_confidence', '150%']],
    ['a pack of nothing', 'A,,B,1,EUR,,,,2026-03-30,,0,', ['Pack size', 'out_of_range', '0']],
    ['a country that is none', 'A,,B,1,EUR,,,,2026-03-30,,,Atlantis', ['Country', 'not_a_country', 'Atlantis']],
    ['a stock of words', 'A,,B,1,EUR,,perhaps,,2026-03-30,,,', ['In stock', 'not_yes_or_no', 'perhaps']],
    ['a GTIN that Excel has ruined', ',4.00638E+12,B,1,EUR,,,,2026-03-30,,,', ['GTIN', 'broken_code', '4.00638E+12']],
  ])('with %s is refused at its place', async (_what, line, wanted) => {
    expect(await problemsOf(line)).toEqual([wanted])
  })

  it('with several problems names all of them', async () => {
    expect((await problemsOf('A,,,0,EUR,,,ftp://x,yesterday,,,')).map(([, code]) => code)).toEqual([
      'missing',
      'price_not_positive',
      'bad_url',
      'not_a_date',
    ])
  })
})

describe('a file of competitor prices', () => {
  it('without needed columns has no lines, only what is missing', async () => {
    const { match, found, problems } = await read('Product,Price\nMug,12\n')
    expect(match.missing).toEqual(['sku', 'competitor', 'currency', 'seenAt'])
    expect([...found, ...problems]).toEqual([])
  })

  it('with only GTINs is complete', async () => {
    const { match } = await read('EAN,Shop,Price,Currency,Date\n1,B,1,EUR,2026-03-30\n')
    expect(match.missing).toEqual([])
  })

  it('with two price columns is refused by their names', async () => {
    const { match, found } = await read('SKU,Shop,Price,Their price,Currency,Date\nA,B,1,2,EUR,2026-03-30\n')
    expect(match.twice).toEqual([{ key: 'price', headers: ['Price', 'Their price'] }])
    expect(found).toEqual([])
  })

  it('keeps good lines beside bad ones, in the order of the file', async () => {
    const { found, problems } = await read(
      'SKU,Shop,Price,Currency,Date\nA,S,1,EUR,2026-03-30\nB,S,x,EUR,2026-03-30\nC,S,3,EUR,2026-03-30,surplus\nD,S,4,EUR,2026-03-30\n',
    )
    expect(found.map(({ line }) => line)).toEqual([2, 5])
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [3, 'not_a_number'],
      [4, 'too_many_cells'],
    ])
  })
})
