/** What the editor of an answer holds while somebody types. In: a stored content, or nothing. Out: fields, and the form as the server wants it. */
import type { EntryContent, EntryForm, EntryTarget } from '#app/tools/faq/entries/schema.ts'
import type { Id } from '#app/mirror/types.ts'

export interface FieldText {
  question: string
  answer: string
  /** one a line */
  aliases: string
}

export interface FaqFields {
  categoryId: Id
  source: string
  texts: Record<string, FieldText>
  confirmed: string[]
  target: EntryTarget
  startsAt: string | null
  endsAt: string | null
}

export const NO_TEXT: FieldText = { question: '', answer: '', aliases: '' }

export function toFields(categoryId: Id, content: EntryContent): FaqFields {
  const { source, texts, target, startsAt, endsAt } = content
  return {
    categoryId,
    source,
    texts: Object.fromEntries(
      Object.entries(texts).map(([language, { question, answer, aliases }]) => [
        language,
        { question, answer, aliases: aliases.join('\n') },
      ]),
    ),
    confirmed: [],
    target,
    startsAt,
    endsAt,
  }
}

/** What is wrong in it is for the schema to say. */
export function toForm(fields: FaqFields): Record<keyof EntryForm, unknown> {
  return {
    ...fields,
    texts: Object.fromEntries(
      Object.entries(fields.texts).map(([language, { aliases, ...text }]) => [
        language,
        { ...text, aliases: aliases.split('\n') },
      ]),
    ),
  }
}
