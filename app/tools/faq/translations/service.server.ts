/**
 * How far the FAQ is translated, and the file that translators work on. In: a shop. Out: counts per language; a table with one line per answer and
 * language. Invariant: what is exported here and imported again unchanged changes nothing.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import { sheetResponse, type SheetFormat, type WrittenColumn } from '#app/sheets/write.server.ts'
import { listStoredCategories } from '../categories/store.server.ts'
import { titleIn, titleState } from '../categories/titles.ts'
import { translationState, type TranslationState } from '../entries/content.ts'
import { listStoredEntries } from '../entries/store.server.ts'
import { primaryOf } from '../languages/schema.ts'
import { shopLanguages } from '../languages/service.server.ts'
import { FAQ_COLUMNS, type FaqColumn } from '../sheet-import/columns.ts'
import type { ExportQuery, LanguageProgress, TranslationsPage } from './schema.ts'

/** @param now asks Shopify again which languages there are */
export async function translationsPage(shop: Shop, asOf: Date, now = false): Promise<TranslationsPage> {
  const known = await shopLanguages(shop, asOf, now)
  const { entries, categories } = await inShopSql(shop.id, async (sql) => ({
    entries: await listStoredEntries(sql, shop),
    categories: await listStoredCategories(sql, shop),
  }))
  const primary = primaryOf(known)
  return {
    askedAt: known.askedAt,
    entries: entries.length,
    languages: known.languages.map(({ locale, published }): LanguageProgress => {
      const states = [
        ...entries.map(({ content }) => translationState(content, locale)),
        ...categories.map((category) => titleState(category, locale)),
      ]
      const count = (...wanted: TranslationState[]): number => states.filter((state) => wanted.includes(state)).length
      return {
        language: locale,
        isPrimary: locale === primary,
        isPublished: published,
        done: count('source', 'done'),
        stale: count('stale'),
        missing: count('missing'),
      }
    }),
  }
}

type Line = Record<FaqColumn, string>

const WIDTHS: Partial<Record<FaqColumn, number>> = {
  sourceQuestion: 40,
  sourceAnswer: 60,
  question: 40,
  answer: 60,
  aliases: 30,
}

/** One line per answer and language, the original beside it; languages that have no text yet have a line to fill in. */
export async function exportFaq(shop: Shop, query: ExportQuery, format: SheetFormat, asOf: Date): Promise<Response> {
  const { languages } = await shopLanguages(shop, asOf)
  const { entries, categories } = await inShopSql(shop.id, async (sql) => ({
    entries: await listStoredEntries(sql, shop),
    categories: await listStoredCategories(sql, shop),
  }))
  const primary = languages[0]?.locale ?? 'en'
  const titles = new Map(categories.map((category) => [category.id, titleIn(category, primary)]))
  const lines = entries.flatMap(({ id, categoryId, content }): Line[] => {
    const source = content.texts[content.source]
    const wanted = [content.source, ...languages.map(({ locale }) => locale), ...Object.keys(content.texts)]
    return [...new Set(wanted)].flatMap((language): Line[] => {
      const state = translationState(content, language)
      const isOpen = state === 'missing' || state === 'stale'
      if (query.language !== undefined && language !== query.language) return []
      if (query.only === 'open' && !isOpen) return []
      const text = content.texts[language]
      return [
        {
          entry: id,
          category: titles.get(categoryId) ?? '',
          language,
          sourceQuestion: source?.question ?? '',
          sourceAnswer: source?.answer ?? '',
          question: text?.question ?? '',
          answer: text?.answer ?? '',
          aliases: text?.aliases.join('\n') ?? '',
          state,
        },
      ]
    })
  })
  const columns = FAQ_COLUMNS.map(({ key, names }): WrittenColumn<Line> => {
    const width = WIDTHS[key]
    return { title: names[0] ?? key, cell: (line) => line[key], ...(width === undefined ? {} : { width }) }
  })
  const name = ['faq', ...(query.language ? [query.language] : []), dayIn(shop.timezone, asOf)].join('-')
  return sheetResponse(format, name, columns, lines)
}
