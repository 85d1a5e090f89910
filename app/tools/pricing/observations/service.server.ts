/**
 * Observations from a merchant's file, previewed first. In: a shop and a file. Out: what is new, changed or the same, and what is wrong, line by line.
 * Invariant: a file is written in one transaction, whole, or without the lines that the merchant agreed to leave out; the same file twice changes nothing.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { adviseColumns, type ColumnAdvice } from '#app/sheets/columns.ts'
import { readUploadedSheet } from '#app/sheets/read.server.ts'
import type { LineProblem, Sheet } from '#app/sheets/types.ts'
import { sheetResponse, type SheetFormat } from '#app/sheets/write.server.ts'
import {
  exampleLines,
  IMPORT_COLUMNS,
  isUsable,
  readObservations,
  type ImportColumn,
  type SheetObservations,
} from './import-sheet.ts'
import { observationKey, productMatcher, whatItSays } from './match.ts'
import type { MatchedObservation } from './schema.ts'
import {
  addCompetitors,
  competitorIds,
  foldName,
  listVariantCodes,
  lockObservations,
  saveObservations,
  standingOf,
  type Standing,
} from './store.server.ts'

export interface ImportPreview extends ColumnAdvice {
  fileName: string
  problems: LineProblem[]
  /** lines that can be imported */
  ready: number
  standing: Record<Standing, number>
  products: number
  competitors: { name: string; isNew: boolean; lines: number }[]
}

interface Prepared {
  preview: ImportPreview
  observations: MatchedObservation[]
  standing: Standing[]
}

/** What an import of this file would do; nothing is written. Throws `invalid_input` for a file that is no table. */
export async function previewImport(
  shop: Shop,
  file: FormDataEntryValue | null,
  asOf: Instant,
): Promise<ImportPreview> {
  const sheet = await readUploadedSheet(file)
  return inShopSql(shop.id, async (sql) => (await prepare(sql, shop, sheet, nameOf(file), asOf)).preview)
}

/**
 * Imports the file. With problems in it only when `leaveOut` says that those lines may be left out.
 * Throws `invalid_input` otherwise, and for a file without the needed columns or without any line to import; then nothing is written.
 */
export async function importObservations(
  shop: Shop,
  file: FormDataEntryValue | null,
  options: { leaveOut: boolean },
  asOf: Instant,
): Promise<ImportPreview> {
  const sheet = await readUploadedSheet(file)
  return inShopSql(shop.id, async (sql) => {
    await lockObservations(sql, shop)
    const { preview, observations, standing } = await prepare(sql, shop, sheet, nameOf(file), asOf)
    const refuse = (code: string): AppError =>
      new AppError('invalid_input', `the file was not imported: ${code}`, {
        fields: [{ path: ['file'], message: code, code: `pricingCompetitors.import.${code}` }],
      })
    if (preview.missing.length > 0 || preview.twice.length > 0) throw refuse('columnsWrong')
    if (preview.problems.length > 0 && !options.leaveOut) throw refuse('hasProblems')
    if (observations.length === 0) throw refuse('nothingToImport')
    const changes = observations.filter((_, index) => standing[index] !== 'same')
    const { ids } = await addCompetitors(
      sql,
      shop,
      changes.map(({ competitor }) => competitor),
    )
    if (changes.length > 0) await saveObservations(sql, shop, changes, ids, `import:${preview.fileName}`)
    return preview
  })
}

const LONGEST_FILE_NAME = 120

function nameOf(file: FormDataEntryValue | null): string {
  return file instanceof File ? file.name.slice(-LONGEST_FILE_NAME) : ''
}

async function prepare(sql: ShopSql, shop: Shop, sheet: Sheet, fileName: string, asOf: Instant): Promise<Prepared> {
  const read = readObservations(sheet, shop.timezone, asOf)
  const matched = isUsable(read.match)
    ? matchLines(read, sheet, productMatcher(await listVariantCodes(sql, shop)))
    : { observations: [], problems: read.problems }
  const ids = await competitorIds(sql, shop)
  const standing = await standingOf(sql, shop, matched.observations, ids)
  const named = new Map<string, { name: string; isNew: boolean; lines: number }>()
  for (const { competitor } of matched.observations) {
    const key = foldName(competitor)
    const entry = named.get(key) ?? { name: competitor, isNew: !ids.has(key), lines: 0 }
    named.set(key, { ...entry, lines: entry.lines + 1 })
  }
  return {
    observations: matched.observations,
    standing,
    preview: {
      fileName,
      ...adviseColumns(read.match, IMPORT_COLUMNS, { sku: 'gtin' }),
      problems: matched.problems,
      ready: matched.observations.length,
      standing: countStandings(standing),
      products: new Set(matched.observations.map(({ variantId }) => variantId)).size,
      competitors: [...named.values()].sort((a, b) => b.lines - a.lines),
    },
  }
}

function countStandings(standing: readonly Standing[]): Record<Standing, number> {
  const counts = { new: 0, changed: 0, same: 0 }
  for (const one of standing) counts[one] += 1
  return counts
}

/** Gives each line its product. A line that says the same as an earlier one is that one; one that contradicts it is a problem. */
function matchLines(
  read: SheetObservations,
  sheet: Sheet,
  matchProduct: ReturnType<typeof productMatcher>,
): { observations: MatchedObservation[]; problems: LineProblem[] } {
  const { at } = read.match
  const header = (key: ImportColumn): string | null => {
    const index = at[key]
    return index === undefined ? null : (sheet.columns[index] ?? null)
  }
  const seen = new Map<string, string>()
  const observations: MatchedObservation[] = []
  const problems = [...read.problems]
  for (const { line, observation } of read.found) {
    const product = matchProduct(observation.sku, observation.gtin)
    if (!product.ok) {
      const key = observation.sku === null && observation.gtin !== null ? 'gtin' : 'sku'
      problems.push({ line, column: header(key), code: product.code, value: observation.sku ?? observation.gtin ?? '' })
      continue
    }
    const whole = { ...observation, variantId: product.variantId }
    const [key, said] = [observationKey(whole), whatItSays(whole)]
    const before = seen.get(key)
    if (before !== undefined) {
      if (before !== said) problems.push({ line, column: null, code: 'other_line_differs', value: whole.competitor })
      continue
    }
    seen.set(key, said)
    observations.push(whole)
  }
  return { observations, problems: problems.sort((a, b) => a.line - b.line) }
}

/** A file to fill in, with two example lines. */
export async function importTemplate(shop: Shop, format: SheetFormat, asOf: Instant): Promise<Response> {
  const sku = await inShopSql(shop.id, async (sql) => {
    const found = await sql.query<{ sku: string }>(
      `select sku from mirror_variant where shop_id = $1 and deleted_at is null and sku <> '' order by id limit 1`,
      [shop.id],
    )
    return found.rows[0]?.sku ?? 'SKU-1'
  })
  const columns = IMPORT_COLUMNS.map(({ key, names }) => ({
    title: names[0] ?? key,
    cell: (line: Record<ImportColumn, string>) => line[key],
  }))
  return sheetResponse(format, 'competitor-prices', columns, exampleLines(shop.currency, sku, `${asOf.slice(0, 16)}Z`))
}
