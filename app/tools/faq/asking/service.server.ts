/**
 * A shopper's question, answered at once or passed on. In: a shop, what was asked, where. Out: an answer, a few near ones, or nobody's; whether it was kept.
 * Invariant: an answer is given only where it shows on the storefront and only when sure; nothing is kept without consent.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { findProductPlaces } from '#app/mirror/product-places.server.ts'
import { lookupHash, tokenCipher } from '#app/shopify/secrets.server.ts'
import { findWrittenFacts } from '../bound-settings/store.server.ts'
import { clientHash } from '../clients.server.ts'
import { listPublished } from '../entries/service.server.ts'
import { primaryOf } from '../languages/schema.ts'
import { knownLanguages } from '../languages/service.server.ts'
import { decideAnswer, type Match } from '../matching/faq-index.ts'
import { foldText } from '../matching/normalize.ts'
import { hashText } from '../publishing/hash.server.ts'
import { findRevision } from '../publishing/progress/store.server.ts'
import { EMAIL_DAYS, type AnswerShown, type AskAnswer, type AskForm } from '../questions/schema.ts'
import { countSince, insertQuestion } from '../questions/store.server.ts'
import { answersFor } from './answers.ts'
import { indexFor, keptFor, type Kept } from './cache.server.ts'

/** Enough for anybody who really asks. */
const perClient = new RateLimiterMemory({ keyPrefix: 'faq-ask', points: 12, duration: 600 })
const perShop = new RateLimiterMemory({ keyPrefix: 'faq-ask-shop', points: 3_000, duration: 600 })
/** A day's questions of one shop that are kept; more is nobody's shoppers. */
const MOST_KEPT_A_DAY = 1_000
const DAY_MS = 86_400_000

export interface Asking {
  /** the shopper's network address */
  address: string
  /** BCP 47; null: the shop's primary language */
  locale: string | null
}

export async function askQuestion(shop: Shop, form: AskForm, asking: Asking, now: Date): Promise<AskAnswer> {
  const client = clientHash(shop, asking.address, now)
  const wait = (await limited(perClient, client)) ?? (await limited(perShop, String(shop.id)))
  if (wait !== null) return { outcome: 'too_many', retryAfterSeconds: wait }
  return inShopSql(shop.id, async (sql) => {
    const locale = asking.locale ?? primaryOf(await knownLanguages(sql, shop))
    const published = await loadPublished(sql, shop)
    const places = form.product === '' ? null : await findProductPlaces(sql, shop, form.product)
    const answers = answersFor(published.entries, published.facts, {
      market: form.market === '' ? null : form.market,
      language: locale,
      productId: form.product === '' ? null : form.product,
      collectionIds: places?.collectionIds ?? [],
      productTags: places?.tags ?? [],
      asOf: now.toISOString(),
    })
    const decision = decideAnswer(indexFor(published, answers, locale), form.question)
    const shown = (matches: readonly Match[]) => matches.flatMap(({ entryId }) => answers.get(entryId) ?? [])
    const [outcome, entries, near] =
      decision.outcome === 'answer'
        ? (['answer', shown([decision.match]), [decision.match, ...decision.others]] as const)
        : decision.outcome === 'suggest'
          ? (['suggest', shown(decision.matches), decision.matches] as const)
          : (['handed_on', [] as AnswerShown[], decision.nearest] as const)
    const isKept =
      form.consent && (outcome !== 'answer' || form.send) && (await countSince(sql, shop, 24)) < MOST_KEPT_A_DAY
    if (isKept)
      await insertQuestion(sql, shop, {
        text: form.question,
        textKey: hashText(foldText(form.question).trim()),
        client,
        locale,
        market: form.market || null,
        page: form.page || null,
        productId: form.product || null,
        outcome,
        nearest: near.map(({ entryId, score }) => ({ entryId, score: Math.round(score * 1000) / 1000 })),
        email: boxed(shop, form.email, now),
      })
    const passedOn = form.send && isKept
    return {
      outcome: passedOn ? 'handed_on' : outcome,
      entries: passedOn ? [] : entries,
      stored: isKept,
      answersByMail: isKept && form.email !== '',
    }
  })
}

/** The published entries and values of a shop, as the storefront has them. */
async function loadPublished(sql: ShopSql, shop: Shop): Promise<Kept> {
  const revision = `${await findRevision(sql, shop)} ${await factsStamp(sql, shop)}`
  return keptFor(shop.id, revision, async () => ({
    entries: (await listPublished(sql, shop)).entries,
    facts: (await findWrittenFacts(sql, shop)) ?? {},
  }))
}

async function factsStamp(sql: ShopSql, shop: Shop): Promise<string> {
  const found = await sql.query<{ at: Date | null }>('select facts_at as at from faq_publishing where shop_id = $1', [
    shop.id,
  ])
  return found.rows[0]?.at?.toISOString() ?? ''
}

/** Where a question's address is stored, so that it opens nowhere else. */
export function emailPlace(shop: Pick<Shop, 'id'>, hash: string): string {
  return `faq_question.email:${shop.id}:${hash}`
}

function boxed(shop: Shop, email: string, now: Date): { box: string; hash: string; until: string } | null {
  const hash = lookupHash(email, 'email')
  if (hash === null) return null
  const until = new Date(now.getTime() + EMAIL_DAYS * DAY_MS).toISOString()
  return { box: tokenCipher().encrypt(email, emailPlace(shop, hash)), hash, until }
}

/** Seconds to wait; null: go on. */
async function limited(limiter: RateLimiterMemory, key: string): Promise<number | null> {
  try {
    await limiter.consume(key)
    return null
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1000))
    throw error
  }
}

/** The language of a page that answers. @param given what the form or the browser says; null or nonsense: the shop's primary one */
export async function shopperLocale(shop: Shop, given: readonly (string | null)[]): Promise<string> {
  const first = given.find((locale): locale is string => locale !== null && isLocale(locale))
  if (first !== undefined) return first
  return inShopSql(shop.id, async (sql) => primaryOf(await knownLanguages(sql, shop)))
}

function isLocale(locale: string): boolean {
  return /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/.test(locale)
}
