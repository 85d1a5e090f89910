/**
 * What an entry of the FAQ is made of, as it is stored and as the editor sends it. Pure and JSON-safe.
 * Invariant: a translation names the version of the source it was made from, so that "stale" is a comparison of two numbers; stored answers are
 * sanitised HTML with placeholders as `{{return_window}}`.
 */
import { z } from 'zod'
import type { Id, Instant } from '#app/mirror/types.ts'

export const LONGEST_QUESTION = 250
export const LONGEST_ANSWER = 20_000
export const MOST_ALIASES = 20
export const MOST_ENTRIES = 1000
const MOST_TARGETS = 250

/** BCP 47, as Shopify names the languages of a shop. */
export const Language = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'language_unknown')

export const EntryId = z.string().regex(/^\d{1,19}$/, 'id_invalid')

/** Where a visitor may be, in the words of Liquid's `template.name`. */
export const TEMPLATES = [
  'index',
  'product',
  'collection',
  'list-collections',
  'page',
  'cart',
  'search',
  'blog',
  'article',
  '404',
] as const

const List = <Item extends z.ZodType>(item: Item) => z.array(item).max(MOST_TARGETS, 'too_many').nullable()

/** See targeting/targeting.ts: null is anywhere. Markets by handle, products and collections by id, tags as they are compared. */
export const EntryTarget = z.object({
  markets: List(z.string().min(1).max(255)),
  templates: List(z.enum(TEMPLATES)),
  languages: List(Language),
  products: List(EntryId),
  collections: List(EntryId),
  tags: List(z.string().trim().toLowerCase().min(1).max(255)),
})
export type EntryTarget = z.infer<typeof EntryTarget>

const Instants = z.iso.datetime({ offset: true, error: 'instant_invalid' }).nullable()

export const EntryText = z.object({
  question: z.string(),
  /** sanitised HTML */
  answer: z.string(),
  /** other ways to ask */
  aliases: z.array(z.string()),
  /** number of the version in which the source was as this text says it; the source's own: in which it last changed */
  sourceVersion: z.number().int().positive(),
  updatedAt: z.iso.datetime(),
})
export type EntryText = z.infer<typeof EntryText>

/** What one version says. */
export const EntryContent = z.object({
  /** the language it was written in; it has a text */
  source: Language,
  texts: z.record(Language, EntryText),
  target: EntryTarget,
  /** shown from this instant on, until just before `endsAt` */
  startsAt: Instants,
  endsAt: Instants,
})
export type EntryContent = z.infer<typeof EntryContent>

const TextForm = z.object({
  question: z.string().trim().max(LONGEST_QUESTION, 'question_too_long'),
  answer: z.string().max(LONGEST_ANSWER, 'answer_too_long'),
  aliases: z
    .array(z.string().trim().max(LONGEST_QUESTION, 'alias_too_long'))
    .max(MOST_ALIASES, 'too_many_aliases')
    .transform((aliases) => [...new Set(aliases.filter((alias) => alias !== ''))]),
})
export type TextForm = z.infer<typeof TextForm>

/** What the editor sends. Messages are codes for i18n under `faqEditor.error`. */
export const EntryForm = z
  .object({
    categoryId: EntryId,
    source: Language,
    texts: z.record(Language, TextForm),
    /** translations that a person found still right although the source changed */
    confirmed: z.array(Language).default([]),
    target: EntryTarget,
    startsAt: Instants,
    endsAt: Instants,
  })
  .superRefine((form, context) => {
    const refuse = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message })
    if ((form.texts[form.source]?.question ?? '') === '') refuse(['texts', form.source, 'question'], 'question_missing')
    if (form.startsAt !== null && form.endsAt !== null && Date.parse(form.startsAt) >= Date.parse(form.endsAt))
      refuse(['endsAt'], 'schedule_reversed')
    for (const [name, values] of Object.entries(form.target))
      if (values?.length === 0) refuse(['target', name], 'target_empty')
  })
export type EntryForm = z.infer<typeof EntryForm>

/** An entry as it is stored, with its newest version. */
export interface StoredEntry {
  id: Id
  categoryId: Id
  /** within its category, small first */
  position: number
  /** of the newest version, counts up from 1 */
  number: number
  content: EntryContent
  /** number of the version shoppers see; null: a draft */
  publishedNumber: number | null
  publishedAt: Instant | null
  updatedAt: Instant
}

/** What shoppers are to see of an entry: the content of its published version. */
export interface PublishedEntry {
  id: Id
  categoryId: Id
  position: number
  number: number
  content: EntryContent
  publishedAt: Instant
}
