/**
 * What stands at Shopify for the FAQ, as documents. In: published entries and categories with all their languages, the shop's languages.
 * Out: one document per metaobject: fields in the shop's primary language, translations in the others.
 * Invariant: nothing in a document can be read as Liquid: placeholders we know stand as `[[name]]`, every other brace is an HTML entity.
 */
import type { Id, Instant } from '#app/mirror/types.ts'
import type { Category } from '../categories/schema.ts'
import { isBlankHtml } from '../entries/content.ts'
import type { PublishedEntry } from '../entries/schema.ts'
import { parseAnswer, placeholdersOf } from '../placeholders/parse.ts'

interface Text {
  question: string
  /** sanitised HTML with `{{placeholders}}` */
  answer: string
  aliases: readonly string[]
}

/** The languages translations can be in. */
export interface DocumentLanguages {
  primary: string
  /** with the primary one */
  all: readonly string[]
}

export type DocumentType = 'faq_entry' | 'faq_category'

export interface MetaobjectDocument {
  type: DocumentType
  /** by key; empty ones are not there */
  fields: Readonly<Record<string, string>>
  /** handles of the entries of a category, in order; their ids are known once they are written */
  entries: readonly string[]
  /** language -> key -> text */
  translations: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Shopify's names of our types: the app's own. */
export function typeOf(type: DocumentType): string {
  return `$app:${type}`
}

/** Keys a document of the type may have: one that is empty now is emptied at Shopify. */
export const KEYS: Readonly<Record<DocumentType, readonly string[]>> = {
  faq_entry: ['question', 'answer', 'needs', 'target', 'starts_at', 'ends_at', 'words'],
  faq_category: ['title', 'position', 'entries'],
}

export const entryHandle = (id: Id): string => `e-${id}`
export const categoryHandle = (id: Id): string => `c-${id}`

/** The entry a handle names; null for a category's or anything else. */
export function entryIdOf(handle: string): Id | null {
  return /^e-(\d{1,19})$/.exec(handle)?.[1] ?? null
}

/** Documents by handle. Entries without a text, and categories without an entry, have none. */
export function documentsOf(
  categories: readonly Pick<Category, 'id' | 'position' | 'source' | 'titles'>[],
  entries: readonly PublishedEntry[],
  languages: DocumentLanguages,
): Map<string, MetaobjectDocument> {
  const documents = new Map<string, MetaobjectDocument>()
  const ordered = [...entries].sort((a, b) => a.position - b.position || compareIds(a.id, b.id))
  for (const entry of ordered) {
    const document = entryDocument(entry, languages)
    if (document) documents.set(entryHandle(entry.id), document)
  }
  for (const category of categories) {
    const own = ordered
      .filter((entry) => entry.categoryId === category.id)
      .map((entry) => entryHandle(entry.id))
      .filter((handle) => documents.has(handle))
    const titles = Object.fromEntries(
      Object.entries(category.titles).map(([language, { title }]) => [language, oneLine(title)]),
    )
    const title = inBestLanguage(titles, category.source, languages.primary)
    if (own.length === 0 || title === null || title === '') continue
    documents.set(categoryHandle(category.id), {
      type: 'faq_category',
      fields: { title, position: String(category.position) },
      entries: own,
      translations: translationsOf(languages, (language) => ({ title: titles[language] ?? '' })),
    })
  }
  return documents
}

function entryDocument(entry: PublishedEntry, languages: DocumentLanguages): MetaobjectDocument | null {
  const { source, target, startsAt, endsAt } = entry.content
  const texts = usable(entry.content.texts)
  const base = inBestLanguage(texts, source, languages.primary)
  if (base === null) return null
  const words = wordsOf(base) || [...new Set(Object.values(texts).map(wordsOf))].filter(Boolean).join('\n')
  const needs = [...new Set(Object.values(texts).flatMap(({ answer }) => placeholdersOf(answer)))].sort()
  const { markets, templates, languages: spoken, products, collections, tags } = target
  return {
    type: 'faq_entry',
    fields: present({
      question: oneLine(base.question),
      answer: liquidSafe(base.answer),
      needs: JSON.stringify(needs),
      target: JSON.stringify({
        markets,
        templates,
        languages: spoken,
        products,
        collections,
        tags: tags?.map(lower) ?? null,
      }),
      starts_at: epochSeconds(startsAt),
      ends_at: epochSeconds(endsAt),
      words,
    }),
    entries: [],
    translations: translationsOf(languages, (language) => {
      const text = texts[language]
      if (!text) return {}
      const own = { question: oneLine(text.question), answer: liquidSafe(text.answer) }
      // Only what the base has can be translated.
      return words === '' ? own : { ...own, words: wordsOf(text) }
    }),
  }
}

/** `{{return_window}}` becomes `[[return_window]]`; braces and double brackets that mean nothing are written as entities. */
export function liquidSafe(answer: string): string {
  return parseAnswer(answer)
    .map((part) => (part.kind === 'placeholder' ? `[[${part.name}]]` : entities(part.text)))
    .join('')
}

function entities(text: string): string {
  return text.replace(/[{}]|\[(?=\[)|%(?=\})/g, (character) => `&#${character.charCodeAt(0)};`)
}

function translationsOf(
  { primary, all }: DocumentLanguages,
  keysOf: (language: string) => Record<string, string>,
): Record<string, Record<string, string>> {
  const translations: Record<string, Record<string, string>> = {}
  for (const language of all) {
    if (language === primary) continue
    const keys = present(keysOf(language))
    if (Object.keys(keys).length > 0) translations[language] = keys
  }
  return translations
}

/** The shop's primary language, else the one it was written in, else any. */
function inBestLanguage<Text>(texts: Readonly<Record<string, Text>>, source: string, primary: string): Text | null {
  return texts[primary] ?? texts[source] ?? Object.values(texts).find((text) => text !== '') ?? null
}

/** Translations that are not whole are left out. */
function usable(texts: Readonly<Record<string, Text>>): Record<string, Text> {
  return Object.fromEntries(
    Object.entries(texts).filter(([, { question, answer }]) => question.trim() !== '' && !isBlankHtml(answer)),
  )
}

function wordsOf({ aliases }: Text): string {
  return aliases
    .map(oneLine)
    .filter((alias) => alias !== '')
    .join('\n')
}

function present(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function lower(tag: string): string {
  return tag.toLowerCase()
}

function epochSeconds(at: Instant | null): string {
  return at === null ? '' : String(Math.floor(Date.parse(at) / 1000))
}

function compareIds(a: Id, b: Id): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
