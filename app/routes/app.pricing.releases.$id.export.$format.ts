/** The prices of a release as a file: what the list shows, in its filter and order, in the language of the page. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { pickLocale } from '#app/i18n/locales.ts'
import { MESSAGES } from '#app/i18n/messages.server.ts'
import { createI18n } from '#app/i18n/setup.ts'
import { toDecimal } from '#app/kernel/money.ts'
import { SHEET_FORMATS, sheetResponse, type SheetCell, type WrittenColumn } from '#app/sheets/write.server.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { isReason, type ReleaseRow } from '#app/tools/pricing/releases/schema.ts'
import { exportReleaseRows, getRelease } from '#app/tools/pricing/releases/service.server.ts'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'
import { answer, notFound, parseQuery, runIdParam } from './_shared/answer.server.ts'
import { PriceListQuery, rowQuery } from './_shared/release-query.ts'

const Format = z.enum(SHEET_FORMATS)

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const format = Format.safeParse(params['format'])
  if (!format.success) throw notFound()
  const locale = pickLocale(new URL(request.url).searchParams.get('locale'))
  const query = rowQuery(parseQuery(PriceListQuery, request))
  return answer(async () => {
    const release = await getRelease(shop, id)
    const { t } = await createI18n(locale, MESSAGES[locale])
    const rows = exportReleaseRows(shop, id, query)
    return sheetResponse(
      format.data,
      t('pricingReleases.file.name', { number: String(release.number) }),
      columns((key, values) => t(key, values ?? {})),
      rows,
    )
  })
}

type Say = (key: string, values?: Record<string, string>) => string

function columns(t: Say): WrittenColumn<ReleaseRow>[] {
  const money = (minor: number | null, row: ReleaseRow): SheetCell =>
    minor === null ? null : { decimal: toDecimal(minor, row.currency) }
  const column = (key: string, width: number, cell: (row: ReleaseRow) => SheetCell): WrittenColumn<ReleaseRow> => ({
    title: t(`pricingReleases.file.${key}`),
    width,
    cell,
  })
  return [
    column('product', 36, (row) => row.productTitle),
    column('variant', 20, (row) => row.variantTitle),
    column('sku', 18, (row) => row.sku),
    column('book', 20, (row) => (row.bookId === BASE_BOOK ? t('pricingReleases.rows.baseBook') : row.bookName)),
    column('currency', 10, (row) => row.currency),
    column('old', 14, (row) => money(row.oldShownMinor, row)),
    column('oldCompareAt', 20, (row) => money(row.oldCompareAtMinor, row)),
    column('new', 14, (row) => money(row.newMinor, row)),
    column('newCompareAt', 20, (row) => money(row.newCompareAtMinor, row)),
    column('change', 18, (row) => ({ decimal: percent(row.changeBps) })),
    column('floor', 14, (row) => money(row.floorMinor, row)),
    column('marginOld', 14, (row) => money(row.oldMarginMinor, row)),
    column('marginNew', 14, (row) => money(row.newMarginMinor, row)),
    column('state', 18, (row) => t(`pricingReleases.rowState.${row.state}`)),
    column('reason', 50, (row) => reason(row, t)),
  ]
}

/** -1234 is `-12.34`. */
function percent(bps: number): string {
  const text = String(Math.abs(bps)).padStart(3, '0')
  return `${bps < 0 ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`
}

function reason({ note }: ReleaseRow, t: Say): string {
  if (!note) return ''
  const words = t(isReason(note.code) ? `pricingTrace.reason.${note.code}` : `pricingReleases.note.${note.code}`)
  return note.said ? `${words} ${t('pricingReleases.note.said', { text: note.said })}` : words
}
