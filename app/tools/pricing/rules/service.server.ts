/**
 * Rule sets as a merchant asks for them: versions, the draft at work, publishing, taking an old one up again.
 * In: a shop and a wish. Out: plain values, or an AppError that says what to do. Invariant: only a draft changes; publishing one makes
 * history of the one before; what was published is never changed or lost.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { listCollections, listMarkets, listProductFilters } from '#app/mirror/catalog.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { listVariantNames } from '#app/mirror/variant-names.server.ts'
import { listBooks } from '../books/service.server.ts'
import { compareRuleSets } from './changes.ts'
import { checkRuleSet } from './check.ts'
import type { RuleChoices } from './choices.ts'
import { defaultRuleSet, type RuleSet } from './schema.ts'
import {
  findPublishedRuleSet,
  getStoredRuleSet,
  insertDraft,
  listRuleCompetitors,
  listRuleSetVersions,
  lockRuleSets,
  setRuleSetState,
  updateDraft,
} from './store.server.ts'
import type { DraftForm, RuleSetSummary, StoredRuleSet } from './versions.ts'

/** Newest version first, each with what separates it from the version before it. */
export async function listRuleSets(shop: Shop): Promise<RuleSetSummary[]> {
  const versions = await inShopSql(shop.id, (sql) => listRuleSetVersions(sql, shop))
  return versions.map(({ document, ...stored }, index) => {
    const before = versions[index + 1]
    return {
      ...stored,
      rules: document.rules.length,
      enabledRules: document.rules.filter((rule) => rule.enabled).length,
      changes: before ? compareRuleSets(before.document, document) : null,
    }
  })
}

/** Throws `not_found`. */
export async function getRuleSet(shop: Shop, id: string): Promise<StoredRuleSet> {
  return inShopSql(shop.id, (sql) => getStoredRuleSet(sql, shop, id))
}

/** The rule set that counts now, or null when none was published yet. */
export async function publishedRuleSet(shop: Shop): Promise<StoredRuleSet | null> {
  return inShopSql(shop.id, (sql) => findPublishedRuleSet(sql, shop))
}

/** What the fields of a rule can be chosen from: what the shop has, and the names of the variants that the document speaks of. */
export async function ruleChoices(shop: Shop, document: RuleSet): Promise<RuleChoices> {
  const [filters, collections, markets, own] = await Promise.all([
    listProductFilters(shop),
    listCollections(shop),
    listMarkets(shop),
    inShopSql(shop.id, async (sql) => ({
      books: await listBooks(sql, shop),
      competitors: await listRuleCompetitors(sql, shop),
      names: await listVariantNames(sql, shop, variantsOf(document)),
    })),
  ])
  return {
    currency: shop.currency,
    timezone: shop.timezone,
    productTypes: filters.productTypes,
    vendors: filters.vendors,
    tags: filters.tags,
    collections: collections.map(({ id, title, products }) => ({ id, name: title, products })),
    markets: markets.map(({ id, name }) => ({ id, name })),
    books: own.books.map(({ id, name, currency }) => ({ id, name, currency })),
    competitors: own.competitors,
    variants: [...own.names].map(([id, name]) => ({ id, ...name })),
  }
}

function variantsOf(document: RuleSet): Id[] {
  return document.rules.flatMap((rule) =>
    rule.kind === 'bundle' ? [rule.variantId, ...rule.parts.map((part) => part.variantId)] : [],
  )
}

/**
 * A draft to begin from: no rules yet, the usual guards, the usual endings for the currencies of the shop's price books.
 * `document`: with this content instead.
 */
export async function createRuleSet(shop: Shop, name: string, document?: RuleSet): Promise<StoredRuleSet> {
  return inShopSql(shop.id, async (sql) => {
    await lockRuleSets(sql, shop)
    const books = await listBooks(sql, shop)
    return insertDraft(sql, shop, { name, document: document ?? defaultRuleSet(books.map((book) => book.currency)) })
  })
}

/**
 * Saves what the editor holds. Throws `conflict` when the draft was saved elsewhere since `form.updatedAt`, or is no draft any more:
 * nothing is overwritten, and what was typed stays on the page.
 */
export async function saveDraft(shop: Shop, id: string, form: DraftForm): Promise<StoredRuleSet> {
  return inShopSql(shop.id, async (sql) => {
    await lockRuleSets(sql, shop)
    const stored = await getDraft(sql, shop, id)
    if (stored.updatedAt !== form.updatedAt)
      throw new AppError(
        'conflict',
        `draft ${id} was saved at ${stored.updatedAt}, the change began from ${form.updatedAt}`,
        {
          retry: 'never',
        },
      )
    await updateDraft(sql, shop, id, { name: form.name, document: form.ruleSet })
    return getStoredRuleSet(sql, shop, id)
  })
}

/** The draft counts from now on; the version before it becomes history. Publishing what is published changes nothing. */
export async function publishRuleSet(shop: Shop, id: string): Promise<StoredRuleSet> {
  return inShopSql(shop.id, async (sql) => {
    await lockRuleSets(sql, shop)
    const stored = await getStoredRuleSet(sql, shop, id)
    if (stored.state === 'published') return stored
    const draft = await getDraft(sql, shop, id)
    refuseNonsense(draft.document)
    const before = await findPublishedRuleSet(sql, shop)
    if (before) await setRuleSetState(sql, shop, before.id, 'archived')
    await setRuleSetState(sql, shop, draft.id, 'published')
    return getStoredRuleSet(sql, shop, id)
  })
}

/** An older version counts again, as a new version with its content, so that history stays what it was. */
export async function restoreRuleSet(shop: Shop, id: string): Promise<StoredRuleSet> {
  return inShopSql(shop.id, async (sql) => {
    await lockRuleSets(sql, shop)
    const stored = await getStoredRuleSet(sql, shop, id)
    if (stored.state !== 'archived')
      throw new AppError('conflict', `rule set ${id} is ${stored.state}: only an older version can be restored`, {
        retry: 'never',
      })
    const copy = await insertDraft(sql, shop, stored)
    const before = await findPublishedRuleSet(sql, shop)
    if (before) await setRuleSetState(sql, shop, before.id, 'archived')
    await setRuleSetState(sql, shop, copy.id, 'published')
    return getStoredRuleSet(sql, shop, copy.id)
  })
}

/** A new draft with the content of any version, under a name of its own. */
export async function duplicateRuleSet(shop: Shop, id: string, name: string): Promise<StoredRuleSet> {
  return inShopSql(shop.id, async (sql) => {
    await lockRuleSets(sql, shop)
    const { document } = await getStoredRuleSet(sql, shop, id)
    return insertDraft(sql, shop, { name, document })
  })
}

/** Puts a version away: a draft is given up, a published one stops counting. It can be taken up again. */
export async function archiveRuleSet(shop: Shop, id: string): Promise<StoredRuleSet> {
  return inShopSql(shop.id, async (sql) => {
    await lockRuleSets(sql, shop)
    const stored = await getStoredRuleSet(sql, shop, id)
    if (stored.state !== 'archived') await setRuleSetState(sql, shop, id, 'archived')
    return getStoredRuleSet(sql, shop, id)
  })
}

/** What makes no sense at any time cannot be published; the fields say where. */
function refuseNonsense(document: RuleSet): void {
  const errors = checkRuleSet(document, new Date().toISOString()).filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  throw new AppError('invalid_input', `the rule set has ${errors.length} errors`, {
    fields: errors.map(({ path, code }) => ({
      path: ['ruleSet', ...path.map(String)],
      message: code,
      code: 'finding',
    })),
  })
}

async function getDraft(sql: ShopSql, shop: Shop, id: string): Promise<StoredRuleSet> {
  const stored = await getStoredRuleSet(sql, shop, id)
  if (stored.state !== 'draft')
    throw new AppError('conflict', `rule set ${id} is ${stored.state}, not a draft`, { retry: 'never' })
  return stored
}
