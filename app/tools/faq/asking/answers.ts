/**
 * What may be answered here and now. In: published entries, the values behind placeholders, where the shopper is. Out: the answers that show there, by
 * entry, finished. Invariant: the same entries as on the storefront: what does not show there, or has a hole, answers nobody.
 */
import type { Id, Instant } from '#app/mirror/types.ts'
import { textsFor, type StorefrontFacts } from '../bound-settings/engine.ts'
import { isBlankHtml, plainText } from '../entries/content.ts'
import type { PublishedEntry } from '../entries/schema.ts'
import { buildFaqIndex, type FaqIndex } from '../matching/faq-index.ts'
import { placeholdersOf } from '../placeholders/parse.ts'
import { escapeHtml } from '../placeholders/resolve.ts'
import { liquidSafe } from '../publishing/document.ts'
import { decideShown } from '../targeting/targeting.ts'
import type { AnswerShown } from '../questions/schema.ts'

export interface Shopper {
  /** handle; null: nobody said */
  market: string | null
  language: string
  productId: Id | null
  collectionIds: readonly Id[]
  productTags: readonly string[]
  asOf: Instant
}

/** By entry id, in the merchant's order. An answer is true on every kind of page: templates are not asked about. */
export function answersFor(
  entries: readonly PublishedEntry[],
  facts: StorefrontFacts,
  shopper: Shopper,
): Map<Id, AnswerShown> {
  const answers = new Map<Id, AnswerShown>()
  for (const { id, position, content } of entries) {
    const whole = Object.keys(content.texts).filter((language) => isWhole(content.texts[language]))
    const languages = [...whole].sort((a, b) => Number(b === content.source) - Number(a === content.source))
    const decision = decideShown(
      {
        id,
        position,
        state: 'published',
        startsAt: content.startsAt,
        endsAt: content.endsAt,
        target: { ...content.target, templates: null },
        languages,
      },
      { ...shopper, market: shopper.market ?? '', template: '' },
    )
    const text = decision.shown ? content.texts[decision.language] : undefined
    if (!decision.shown || !text) continue
    const values = textsFor(facts, shopper.market, decision.language)
    if (placeholdersOf(text.answer).some((name) => values[name] === undefined)) continue
    const answerHtml = liquidSafe(text.answer).replace(/\[\[(\w+)\]\]/g, (_, name: string) =>
      escapeHtml((values as Record<string, string | undefined>)[name] ?? ''),
    )
    answers.set(id, { id: `e-${id}`, question: text.question, answerHtml, language: decision.language })
  }
  return answers
}

/** Of these entries only, in the shopper's language and the one each was written in. @param language null: all of them */
export function indexOf(
  entries: readonly PublishedEntry[],
  ids: ReadonlyMap<Id, unknown>,
  language: string | null,
): FaqIndex {
  const base = language?.split('-')[0]?.toLowerCase()
  return buildFaqIndex(
    entries
      .filter(({ id }) => ids.has(id))
      .map(({ id, content }) => ({
        id,
        texts: Object.fromEntries(
          Object.entries(content.texts)
            .filter(
              ([one]) => base === undefined || one === content.source || one.split('-')[0]?.toLowerCase() === base,
            )
            .map(([one, { question, answer, aliases }]) => [one, { question, answer: plainText(answer), aliases }]),
        ),
      })),
  )
}

function isWhole(text: { question: string; answer: string } | undefined): boolean {
  return text !== undefined && text.question.trim() !== '' && !isBlankHtml(text.answer)
}
