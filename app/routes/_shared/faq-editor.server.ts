/** What the two pages of the editor load and do. In: the request's shop. Out: what the editor shows, what became of a form. */
import { data } from '@remix-run/node'
import { z } from 'zod'
import { AppError, isAppError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { boundMarkets } from '#app/tools/faq/bound-settings/service.server.ts'
import { listCategories } from '#app/tools/faq/categories/service.server.ts'
import { titleIn } from '#app/tools/faq/categories/titles.ts'
import { EntryForm, EntryTarget, type EntryContent } from '#app/tools/faq/entries/schema.ts'
import { createEntry, editEntry, getEntry, listQuestions, saveEntry } from '#app/tools/faq/entries/service.server.ts'
import { primaryOf } from '#app/tools/faq/languages/schema.ts'
import { shopLanguages } from '#app/tools/faq/languages/service.server.ts'
import { stateOf } from '#app/tools/faq/listing/rows.ts'
import { changeEntries } from '#app/tools/faq/listing/service.server.ts'
import { targetChoices } from '#app/tools/faq/targeting/service.server.ts'
import { EVERYWHERE } from '#app/tools/faq/targeting/targeting.ts'
import { act, readJson } from './answer.server.ts'
import type { EditorAnswer, EditorData } from './faq-editor.tsx'

/** @param id null: a new one @param begun what a new one begins with */
export async function loadEditor(
  shop: Shop,
  id: Id | null,
  begun: { categoryId: Id | null; question: string },
): Promise<EditorData> {
  const asOf = new Date()
  const edited = id === null ? null : await editEntry(shop, id)
  const languages = await shopLanguages(shop, asOf)
  const primary = primaryOf(languages)
  const content = edited?.entry.content ?? newContent(primary, begun.question, asOf)
  const [categories, choices, markets, questions] = await Promise.all([
    listCategories(shop),
    targetChoices(shop, content.target, asOf),
    boundMarkets(shop, asOf),
    listQuestions(shop),
  ])
  const wanted = edited?.entry.categoryId ?? begun.categoryId
  return {
    id,
    categoryId: categories.find((category) => category.id === wanted)?.id ?? categories[0]?.id ?? '',
    content,
    number: edited?.entry.number ?? 0,
    state: edited ? stateOf(edited.entry) : 'draft',
    madeFrom: edited?.madeFrom ?? {},
    categories: categories.map((category) => ({ id: category.id, title: titleIn(category, primary) })),
    choices,
    markets: markets.map(({ handle, name, facts }) => ({ handle, name, facts })),
    questions,
    asOf: asOf.toISOString(),
  }
}

function newContent(source: string, question: string, asOf: Date): EntryContent {
  return {
    source,
    texts: { [source]: { question, answer: '', aliases: [], sourceVersion: 1, updatedAt: asOf.toISOString() } },
    target: EntryTarget.parse(EVERYWHERE),
    startsAt: null,
    endsAt: null,
  }
}

const Wish = z.discriminatedUnion('intent', [
  z.object({
    intent: z.enum(['save', 'publish']),
    operation: z.uuid(),
    basedOn: z.coerce.number().int().min(0),
    entry: z.string(),
  }),
  z.object({ intent: z.enum(['unpublish', 'delete']), operation: z.uuid() }),
])

/** @param leave where to go when it is made or deleted: throws the redirect */
export async function editorAction(
  shop: Shop,
  id: Id | null,
  form: FormData,
  leave: (to: string) => Response,
): Promise<ReturnType<typeof data<EditorAnswer>>> {
  let current: number | null = null
  const said = await act(async () => {
    const wish = Wish.parse(Object.fromEntries(form))
    const asOf = new Date()
    if (!('entry' in wish)) {
      if (id === null) throw new AppError('not_found', 'a new entry is not there yet')
      await changeEntries(shop, { kind: wish.intent, operation: wish.operation, ids: [id], categoryId: null }, asOf)
      if (wish.intent === 'delete') throw leave(`/app/faq?deleted=${wish.operation}`)
      return 'faq.said.unpublish'
    }
    const entry = EntryForm.parse(readJson(wish.entry))
    if (id === null) {
      const made = await createEntry(shop, entry, asOf)
      // It is there now: what keeps it from being published is said on its own page.
      if (wish.intent === 'publish')
        await changeEntries(shop, { kind: 'publish', operation: wish.operation, ids: [made], categoryId: null }, asOf)
      throw leave(`/app/faq/${made}`)
    }
    try {
      await saveEntry(shop, id, wish.basedOn, entry, asOf)
    } catch (error) {
      if (isAppError(error, 'conflict')) current = (await getEntry(shop, id)).number
      throw error
    }
    if (wish.intent === 'save') return 'faqEditor.said.saved'
    await publish(shop, id, entry.source, wish.operation, asOf)
    return 'faqEditor.said.published'
  })
  return data<EditorAnswer>({ ...said.data, current }, said.init ?? {})
}

async function publish(shop: Shop, id: Id, source: string, operation: string, asOf: Date): Promise<void> {
  const { refused } = await changeEntries(shop, { kind: 'publish', operation, ids: [id], categoryId: null }, asOf)
  const [first] = refused
  if (!first) return
  const field = first.code === 'answer_missing' ? 'answer' : 'question'
  throw new AppError('invalid_input', `entry ${id} cannot be published: ${first.code}`, {
    fields: [{ path: ['texts', source, field], message: first.code }],
  })
}
