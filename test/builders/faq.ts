/** Answers of a FAQ as the editor sends them. Every call makes another question unless it is told which. */
import { EVERYWHERE } from '#app/tools/faq/targeting/targeting.ts'
import { createCategory } from '#app/tools/faq/categories/service.server.ts'
import { EntryForm } from '#app/tools/faq/entries/schema.ts'
import { createEntry } from '#app/tools/faq/entries/service.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'

let made = 0

export function anEntryForm(
  categoryId: Id,
  texts: Record<string, { question?: string; answer?: string; aliases?: string[] }> = {},
  more: Partial<EntryForm> = {},
): EntryForm {
  made += 1
  const source = more.source ?? Object.keys(texts)[0] ?? 'en'
  const written = { [source]: {}, ...texts }
  return EntryForm.parse({
    categoryId,
    source,
    texts: Object.fromEntries(
      Object.entries(written).map(([language, text]) => [
        language,
        { question: `Question ${made}?`, answer: `<p>Answer ${made}</p>`, aliases: [], ...text },
      ]),
    ),
    target: EVERYWHERE,
    startsAt: null,
    endsAt: null,
    ...more,
  })
}

export async function aCategory(shop: Shop, title = `Category ${(made += 1)}`): Promise<Id> {
  return createCategory(shop, { source: 'en', titles: { en: title }, confirmed: [] }, new Date())
}

/** A draft. */
export async function anEntry(shop: Shop, ...form: Parameters<typeof anEntryForm>): Promise<Id> {
  return createEntry(shop, anEntryForm(...form), new Date())
}
