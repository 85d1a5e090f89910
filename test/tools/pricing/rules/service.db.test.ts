/** Rule sets in the database: drafts, publishing, history, and what happens when two people work on one draft. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Shop } from '#app/mirror/types.ts'
import { newRule, type RuleSet } from '#app/tools/pricing/rules/schema.ts'
import {
  archiveRuleSet,
  createRuleSet,
  duplicateRuleSet,
  getRuleSet,
  listRuleSets,
  publishedRuleSet,
  publishRuleSet,
  restoreRuleSet,
  saveDraft,
} from '#app/tools/pricing/rules/service.server.ts'
import { aMarket, aPriceList } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await aShop({ currency: 'GBP', country: 'GB' })
})

function withRule(document: RuleSet, id: string, name: string): RuleSet {
  return {
    ...document,
    rules: [...document.rules, { ...newRule('cost_plus', id, '2026-11-20T00:00:00Z', 'GBP'), name }],
  }
}

const states = async (): Promise<string[]> =>
  (await listRuleSets(shop)).map(({ version, state }) => `${version} ${state}`)

describe('a new rule set', () => {
  it('is a draft with the usual guards and the endings of the currencies of the books', async () => {
    const market = await aMarket(shop, { name: 'Japan', countries: ['JP'], baseCurrency: 'JPY' })
    await aPriceList(shop, { currency: 'JPY', marketIds: [market.id], catalogStatus: 'ACTIVE' })
    const draft = await createRuleSet(shop, 'First')
    expect(draft).toMatchObject({ version: 1, state: 'draft', name: 'First', publishedAt: null })
    expect(draft.document).toMatchObject({ rules: [], guards: { minMarginBps: 2000 } })
    expect(draft.document.roundings.map(({ currency }) => currency)).toEqual(['GBP', 'JPY'])
  })
})

describe('a draft', () => {
  it('is saved as often as one likes, from what it was', async () => {
    const draft = await createRuleSet(shop, 'First')
    const saved = await saveDraft(shop, draft.id, {
      name: 'Better',
      ruleSet: withRule(draft.document, 'a', 'Plus'),
      updatedAt: draft.updatedAt,
    })
    expect(saved).toMatchObject({ name: 'Better', version: 1 })
    const again = await saveDraft(shop, draft.id, { name: 'Best', ruleSet: saved.document, updatedAt: saved.updatedAt })
    expect((await getRuleSet(shop, draft.id)).document.rules.map(({ name }) => name)).toEqual(['Plus'])
    expect(Date.parse(again.updatedAt)).toBeGreaterThan(Date.parse(saved.updatedAt))
  })

  it('that was saved elsewhere meanwhile is not overwritten', async () => {
    const draft = await createRuleSet(shop, 'First')
    const form = { name: 'Mine', ruleSet: draft.document, updatedAt: draft.updatedAt }
    await saveDraft(shop, draft.id, { ...form, name: 'Theirs' })
    await expect(saveDraft(shop, draft.id, form)).rejects.toMatchObject({ code: 'conflict', retry: 'never' })
    expect((await getRuleSet(shop, draft.id)).name).toBe('Theirs')
  })

  it('that is published can no longer be changed', async () => {
    const draft = await createRuleSet(shop, 'First')
    const published = await publishRuleSet(shop, draft.id)
    await expect(
      saveDraft(shop, draft.id, { name: 'x', ruleSet: draft.document, updatedAt: published.updatedAt }),
    ).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('publishing', () => {
  it('makes history of the version before, and only one counts', async () => {
    const first = await createRuleSet(shop, 'First')
    expect(await publishedRuleSet(shop)).toBeNull()
    await publishRuleSet(shop, first.id)
    const second = await duplicateRuleSet(shop, first.id, 'Second')
    await publishRuleSet(shop, second.id)
    expect(await states()).toEqual(['2 published', '1 archived'])
    expect((await publishedRuleSet(shop))?.id).toBe(second.id)
    expect((await publishRuleSet(shop, second.id)).version).toBe(2)
  })

  it('several at once leave one published', async () => {
    const drafts = [await createRuleSet(shop, 'A'), await createRuleSet(shop, 'B'), await createRuleSet(shop, 'C')]
    await Promise.all(drafts.map(({ id }) => publishRuleSet(shop, id)))
    expect((await states()).filter((each) => each.endsWith('published'))).toHaveLength(1)
  })

  it('an older version counts again as a new version with its content', async () => {
    const first = await createRuleSet(shop, 'First')
    await saveDraft(shop, first.id, {
      name: 'First',
      ruleSet: withRule(first.document, 'a', 'Plus'),
      updatedAt: first.updatedAt,
    })
    await publishRuleSet(shop, first.id)
    const second = await createRuleSet(shop, 'Second')
    await publishRuleSet(shop, second.id)
    const restored = await restoreRuleSet(shop, first.id)
    expect(restored).toMatchObject({ version: 3, state: 'published', name: 'First' })
    expect(restored.document.rules.map(({ name }) => name)).toEqual(['Plus'])
    expect(await states()).toEqual(['3 published', '2 archived', '1 archived'])
    await expect(restoreRuleSet(shop, restored.id)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('a version that is put away stops counting and stays as it was', async () => {
    const first = await createRuleSet(shop, 'First')
    await publishRuleSet(shop, first.id)
    expect(await archiveRuleSet(shop, first.id)).toMatchObject({ state: 'archived' })
    expect(await publishedRuleSet(shop)).toBeNull()
    await expect(publishRuleSet(shop, first.id)).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('history', () => {
  it('tells of each version what separates it from the one before', async () => {
    const first = await createRuleSet(shop, 'First')
    await saveDraft(shop, first.id, {
      name: 'First',
      ruleSet: withRule(first.document, 'a', 'Plus'),
      updatedAt: first.updatedAt,
    })
    const second = await duplicateRuleSet(shop, first.id, 'Second')
    const document = withRule({ ...second.document, deadBandBps: 300 }, 'b', 'Sale')
    await saveDraft(shop, second.id, { name: 'Second', ruleSet: document, updatedAt: second.updatedAt })
    const [newest, oldest] = await listRuleSets(shop)
    expect(newest).toMatchObject({
      rules: 2,
      changes: { added: ['Sale'], removed: [], changed: [], reordered: false, parts: ['deadBandBps'] },
    })
    expect(oldest).toMatchObject({ rules: 1, changes: null })
  })
})

describe('another shop', () => {
  it('sees and touches nothing of it', async () => {
    const draft = await createRuleSet(shop, 'Ours')
    const other = await aShop()
    expect(await listRuleSets(other)).toEqual([])
    for (const work of [getRuleSet, publishRuleSet, restoreRuleSet, archiveRuleSet])
      await expect(work(other, draft.id)).rejects.toMatchObject({ code: 'not_found' })
  })
})
