/**
 * Rules read back as sentences, in the reader's language. In: a rule and the names of what it speaks of. Out: text.
 * Invariant: the sentence says everything that decides the price: where the rule counts, what it does, and what comes after it.
 */
import { useTranslation } from 'react-i18next'
import type { RuleChoices } from '#app/tools/pricing/rules/choices.ts'
import type { Condition, Distance, PricingRule, SimpleCondition } from '#app/tools/pricing/rules/schema.ts'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'
import { useFormat, type Format } from '#app/ui/format.tsx'
import { variantLabel } from './rule-pick.tsx'

/** What a price book is called: the base prices are the shop's own. */
export function useBookName(): (book: { id: string; name: string; currency: string }) => string {
  const { t } = useTranslation()
  return ({ id, name, currency }) =>
    t(id === BASE_BOOK ? 'pricingRules.baseBook' : 'pricingRules.book', { name, currency })
}

type Say = (key: string, values?: Record<string, string | number>) => string

/** More than this many values of a list are counted, not named. */
const MOST_NAMED = 4

interface Words {
  say: Say
  format: Format
  choices: RuleChoices
  bookName: (book: { id: string; name: string; currency: string }) => string
  /** `a, b and c` or `a, b or c` */
  list: (items: string[], type: 'conjunction' | 'disjunction') => string
}

/** A value that is still half typed reads as what was typed. */
function percent({ format }: Words, bps: number): string {
  return Number.isFinite(bps) ? `${format.number(bps / 100)}%` : `${String(bps)}%`
}

function money({ format }: Words, minor: number, currency: string): string {
  return Number.isSafeInteger(minor) && /^[A-Z]{3}$/.test(currency)
    ? format.money(minor, currency)
    : `${String(minor)} ${currency}`
}

function moment({ format }: Words, instant: string): string {
  return Number.isNaN(Date.parse(instant)) ? instant : format.instant(instant)
}

function distance(words: Words, given: Distance): string {
  return given.by === 'percent' ? percent(words, given.bps) : money(words, given.amountMinor, given.currency)
}

function nameOf({ choices, bookName }: Words, field: SimpleCondition['field'], value: string): string {
  if (field === 'collection') return choices.collections.find(({ id }) => id === value)?.name ?? value
  if (field === 'market') return choices.markets.find(({ id }) => id === value)?.name ?? value
  if (field === 'book') {
    const book = choices.books.find(({ id }) => id === value)
    return book ? bookName(book) : value
  }
  return value
}

function simple(words: Words, condition: SimpleCondition): string {
  const { say, list } = words
  const field = say(`field.${condition.field}`)
  if (condition.op !== 'between') {
    const names = condition.values.map((value) => nameOf(words, condition.field, value))
    if (names.length === 0) return say('say.openList', { field })
    const named =
      names.length > MOST_NAMED
        ? say('say.several', {
            named: list(names.slice(0, MOST_NAMED - 1), 'conjunction'),
            more: names.length - MOST_NAMED + 1,
          })
        : list(names, 'disjunction')
    return say(`say.${condition.op}`, { field, values: named })
  }
  const shown = (value: number): string =>
    condition.field === 'priceMinor'
      ? money(words, value, condition.currency)
      : condition.field === 'marginBps'
        ? percent(words, value)
        : say('say.days', { days: String(value) })
  const { min, max } = condition
  if (min !== null && max !== null) return say('say.between', { field, min: shown(min), max: shown(max) })
  if (min !== null) return say('say.atLeast', { field, min: shown(min) })
  if (max !== null) return say('say.atMost', { field, max: shown(max) })
  return say('say.openBand', { field })
}

function conditionsText(words: Words, conditions: readonly Condition[]): string {
  const { say, list } = words
  if (conditions.length === 0) return say('say.everything')
  const parts = conditions.map((condition) =>
    condition.field === 'any'
      ? say('say.any', {
          conditions: list(
            condition.conditions.map((each) => simple(words, each)),
            'disjunction',
          ),
        })
      : simple(words, condition),
  )
  return say('say.where', { conditions: list(parts, 'conjunction') })
}

function variantName({ choices, say }: Words, id: string): string {
  const variant = choices.variants.find((each) => each.id === id)
  return variant ? variantLabel(variant) : say('say.someVariant')
}

/** `-3 %` as "3 % lower". */
function change(words: Words, rule: Extract<PricingRule, { kind: 'follow_base' }>): string {
  const { say } = words
  const parts: string[] = []
  if (rule.percentBps !== 0)
    parts.push(
      say(rule.percentBps < 0 ? 'say.lower' : 'say.higher', {
        by: percent(words, typeof rule.percentBps === 'number' ? Math.abs(rule.percentBps) : rule.percentBps),
      }),
    )
  if (rule.amount && rule.amount.amountMinor !== 0) {
    const { amountMinor, currency } = rule.amount
    parts.push(
      say(amountMinor < 0 ? 'say.lower' : 'say.higher', {
        by: money(words, typeof amountMinor === 'number' ? Math.abs(amountMinor) : amountMinor, currency),
      }),
    )
  }
  return parts.length === 0 ? say('say.unchanged') : parts.join(say('say.then'))
}

function action(words: Words, rule: PricingRule): string {
  const { say, list, choices, bookName } = words
  switch (rule.kind) {
    case 'cost_plus':
      return say('say.cost_plus', {
        margin: distance(words, rule.margin),
        of: say(rule.margin.by === 'percent' ? 'say.ofCost' : 'say.aUnit'),
      })
    case 'target_margin':
      return say('say.target_margin', { margin: percent(words, rule.marginBps) })
    case 'fixed_price':
      return say('say.fixed_price', {
        prices: list(
          rule.prices.map((line) => {
            const book = line.for === 'book' ? choices.books.find(({ id }) => id === line.bookId) : undefined
            const currency = line.for === 'currency' ? line.currency : (book?.currency ?? '')
            return say('say.priceIn', {
              price: money(words, line.priceMinor, currency),
              where: line.for === 'book' ? (book ? bookName(book) : line.bookId) : say('say.everywhere', { currency }),
            })
          }),
          'conjunction',
        ),
      })
    case 'follow_base':
      return say('say.follow_base', { change: change(words, rule) })
    case 'competitor': {
      const named = choices.competitors.find(({ id }) => id === rule.competitorId)?.name ?? say('say.someCompetitor')
      const reference = rule.of === 'named' ? say('say.priceOf', { name: named }) : say(`say.reference.${rule.of}`)
      return [
        say(`say.competitor.${rule.position}`, { distance: distance(words, rule.distance), reference }),
        say('say.competitor.seen', {
          days: String(rule.maxAgeDays),
          confidence: percent(words, rule.minConfidenceBps),
        }),
        ...(rule.inStockOnly ? [say('say.competitor.inStock')] : []),
        ...(rule.withShipping ? [say('say.competitor.shipping')] : []),
      ].join('')
    }
    case 'stock_aware':
      return [
        ...(rule.overstock
          ? [
              say('say.overstock', {
                days: String(rule.overstock.coverDays),
                step: percent(words, rule.overstock.stepBps),
                every: String(rule.overstock.stepDays),
                most: percent(words, rule.overstock.maxBps),
              }),
            ]
          : []),
        ...(rule.scarceCoverDays === null ? [] : [say('say.scarce', { days: String(rule.scarceCoverDays) })]),
      ].join(say('say.next'))
    case 'penetration':
      return say('say.penetration', {
        off: percent(words, rule.launchBps),
        days: String(rule.days),
        step: percent(words, rule.stepBps),
        every: String(rule.stepDays),
      })
    case 'bundle':
      return say('say.bundle', {
        bundle: variantName(words, rule.variantId),
        parts: list(
          rule.parts.map((part) =>
            say('say.part', { quantity: String(part.quantity), name: variantName(words, part.variantId) }),
          ),
          'conjunction',
        ),
        less: percent(words, rule.lessBps),
      })
    case 'promotion':
      return [
        say('say.promotion', {
          off: distance(words, rule.off),
          from: moment(words, rule.startsAt),
          to: moment(words, rule.endsAt),
        }),
        ...(rule.setCompareAt ? [say('say.compareAt')] : []),
      ].join('')
  }
}

/** Reads rules back: `Where product type is Mugs: ask …. Later rules are not asked.` */
export function useRuleSentence(choices: RuleChoices): (rule: PricingRule) => string {
  const { t } = useTranslation()
  const format = useFormat()
  const bookName = useBookName()
  const words: Words = {
    say: (key, values) => t(`pricingRules.${key}`, { ...values }),
    format,
    choices,
    bookName,
    list: (items, type) => new Intl.ListFormat(format.locale, { type }).format(items),
  }
  return (rule) =>
    words.say('say.rule', {
      where: conditionsText(words, rule.conditions),
      action: action(words, rule),
      after: words.say(rule.stop ? 'say.stops' : 'say.goesOn'),
    })
}
