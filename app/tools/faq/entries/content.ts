/**
 * From what an editor sends to the next version of an entry, and what is to be said of its translations.
 * In: the version before and a form. Out: a content; per language whether its text is done, stale or missing.
 * Invariant: a text that did not change keeps its date and the version of the source it was made from.
 */
import type { Instant } from '#app/mirror/types.ts'
import { blankMarkup } from '../lint/spans.ts'
import { placeholdersOf } from '../placeholders/parse.ts'
import type { EntryContent, EntryForm, EntryText, TextForm } from './schema.ts'

/** `source`: it is what the others are made from; `stale`: the source changed since; `missing`: without question or answer. */
export type TranslationState = 'source' | 'done' | 'stale' | 'missing'

/**
 * @param before null: a new entry
 * @param number of the version that this will be, if anything changed
 * @param outdated languages whose text, if it changes, was made from an older source: it comes in as stale, if the source ever changed
 */
export function applyForm(
  before: EntryContent | null,
  form: EntryForm,
  number: number,
  at: Instant,
  outdated: ReadonlySet<string> = new Set(),
): EntryContent {
  const was = (language: string): EntryText | undefined => own(before?.texts, language)
  const sourceForm = own(form.texts, form.source)
  const sourceWas = was(form.source)
  const sourceIsNew = before?.source !== form.source || !sourceForm || !sourceWas || !isSameText(sourceForm, sourceWas)
  const sourceVersion = sourceIsNew ? number : sourceWas.sourceVersion
  const texts: Record<string, EntryText> = {}
  for (const [language, text] of Object.entries(form.texts)) {
    if (language !== form.source && isEmpty(text)) continue
    const old = was(language)
    const isSource = language === form.source
    const changed = !old || !isSameText(text, old)
    const confirmed = !isSource && form.confirmed.includes(language)
    if (old && !changed && !(confirmed && old.sourceVersion !== sourceVersion) && !(isSource && sourceIsNew))
      texts[language] = old
    else {
      const madeFrom = outdated.has(language) && !isSource ? Math.max(1, sourceVersion - 1) : sourceVersion
      texts[language] = { ...text, sourceVersion: madeFrom, updatedAt: at }
    }
  }
  return { source: form.source, texts, target: form.target, startsAt: form.startsAt, endsAt: form.endsAt }
}

export function translationState(content: Pick<EntryContent, 'source' | 'texts'>, language: string): TranslationState {
  const text = own(content.texts, language)
  if (language === content.source) return 'source'
  if (!text || text.question.trim() === '' || isBlankHtml(text.answer)) return 'missing'
  const source = own(content.texts, content.source)
  return source && text.sourceVersion < source.sourceVersion ? 'stale' : 'done'
}

export interface PublishProblem {
  code: 'question_missing' | 'answer_missing'
  language: string
}

/** What keeps an entry from being published. Translations that are not whole are left out, they keep nothing. */
export function publishProblems({
  source,
  texts,
}: {
  source: string
  texts: Readonly<Record<string, Pick<EntryText, 'question' | 'answer'>>>
}): PublishProblem[] {
  const text = own(texts, source)
  return [
    ...(!text || text.question.trim() === '' ? [{ code: 'question_missing' as const, language: source }] : []),
    ...(!text || isBlankHtml(text.answer) ? [{ code: 'answer_missing' as const, language: source }] : []),
  ]
}

/** Placeholders that a translation lost or gained against the source. */
export function placeholderDrift(source: string, translation: string): { missing: string[]; extra: string[] } {
  const wanted = placeholdersOf(source)
  const used = placeholdersOf(translation)
  return {
    missing: wanted.filter((name) => !used.includes(name)),
    extra: used.filter((name) => !wanted.includes(name)),
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', apos: "'" }

/** An answer's words without its markup: for lists, sheets and comparisons. Placeholders stay. */
export function plainText(html: string): string {
  const kept: string[] = []
  const marked = html
    .replaceAll('\ue000', '')
    .replace(/\{\{[^{}]*\}\}/g, (placeholder) => `\ue000${kept.push(placeholder) - 1}\ue000`)
  const decoded = marked
    .replace(/<li\b[^>]*>/gi, '\n• ')
    .replace(/<(?:br|\/p|\/h[1-6]|\/ul|\/ol|\/blockquote)\b[^>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(
      /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,8}));/gi,
      (entity, decimal?: string, hex?: string, name?: string) => {
        if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? entity
        const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity
      },
    )
  return decoded
    .replace(/\ue000(\d+)\ue000/g, (_, index: string) => kept[Number(index)] ?? '')
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

export function isBlankHtml(html: string): boolean {
  return !/\{\{[^{}]+\}\}/.test(html) && blankMarkup(html).trim() === ''
}

function isEmpty(text: TextForm): boolean {
  return text.question === '' && isBlankHtml(text.answer) && text.aliases.length === 0
}

function isSameText(a: TextForm, b: TextForm): boolean {
  return a.question === b.question && a.answer === b.answer && a.aliases.join('\n') === b.aliases.join('\n')
}

function own<Value>(texts: Readonly<Record<string, Value>> | undefined, language: string): Value | undefined {
  return texts && Object.hasOwn(texts, language) ? texts[language] : undefined
}
