/** The pages of the pricing rules, as the admin asks for them: tenancy, refusals at their fields, the trial, the life of a version. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Shop } from '#app/mirror/types.ts'
import * as list from '#app/routes/app.pricing.rules._index.tsx'
import * as editor from '#app/routes/app.pricing.rules.$id.tsx'
import * as trial from '#app/routes/app.pricing.rules.trial.ts'
import { newRule, type RuleSet } from '#app/tools/pricing/rules/schema.ts'
import { createRuleSet, getRuleSet, listRuleSets, publishRuleSet } from '#app/tools/pricing/rules/service.server.ts'
import type { StoredRuleSet } from '#app/tools/pricing/rules/versions.ts'
import { aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { storeToken, stranger, visit } from './admin-visit.ts'

let ours: Shop
let theirs: Shop
let mug: BuiltProduct

beforeAll(async () => {
  ours = await aShop({ currency: 'GBP', country: 'GB' })
  theirs = await aShop()
  for (const shop of [ours, theirs]) await storeToken(shop)
  mug = await aProduct(ours, {
    title: 'Mug',
    variants: [{ sku: 'MUG', priceMinor: 1000, item: { unitCostMinor: 400, unitCostCurrency: 'GBP' } }],
  })
  await aProduct(theirs, { title: 'Secret mug', variants: [{ sku: 'SECRET' }] })
})

const args = (request: Request, params: Record<string, string> = {}) => ({ request, params, context: {} })

async function post(
  id: string,
  form: Record<string, string>,
  shop = ours,
): Promise<{ status: number; body: unknown; to: string | null }> {
  try {
    const { data, init } = await editor.action(args(visit(shop, `/app/pricing/rules/${id}`, form), { id }))
    return { status: init?.status ?? 200, body: data, to: null }
  } catch (thrown) {
    if (!(thrown instanceof Response)) throw thrown
    return { status: thrown.status, body: null, to: thrown.headers.get('location') }
  }
}

function withRule(stored: StoredRuleSet, change: object = {}): string {
  const rule = { ...newRule('fixed_price', 'r1', '2026-11-20T00:00:00Z', 'GBP'), name: 'Ours', ...change }
  return JSON.stringify({
    name: stored.name,
    ruleSet: { ...stored.document, rules: [rule] },
    updatedAt: stored.updatedAt,
  })
}

describe('the list', () => {
  it('makes a draft and leads to it, and shows the shop its own versions only', async () => {
    const made = await list
      .action(args(visit(ours, '/app/pricing/rules', { name: 'First rules' })))
      .catch((thrown: unknown) => thrown)
    if (!(made instanceof Response)) throw new Error('expected a redirect')
    expect(made.headers.get('location')).toMatch(/\/app\/pricing\/rules\/[0-9a-f-]{36}/)
    const shown = await list.loader(args(visit(ours, '/app/pricing/rules')))
    expect(shown.ruleSets).toMatchObject([{ name: 'First rules', version: 1, state: 'draft' }])
    expect((await list.loader(args(visit(theirs, '/app/pricing/rules')))).ruleSets).toEqual([])
  })

  it('refuses a draft without a name', async () => {
    const { data, init } = await list.action(args(visit(ours, '/app/pricing/rules', { name: ' ' })))
    expect(init?.status).toBe(422)
    expect(data).toMatchObject({ ok: false, fields: [{ path: ['name'], message: 'name_missing' }] })
  })
})

describe('the editor', () => {
  it('gives the fields what the shop has to choose from', async () => {
    const stored = await createRuleSet(ours, 'Choices')
    const { choices } = await editor.loader(args(visit(ours, `/app/pricing/rules/${stored.id}`), { id: stored.id }))
    expect(choices.books).toMatchObject([{ id: '0', currency: 'GBP' }])
    expect(choices.currency).toBe('GBP')
  })

  it.each(['loader', 'action'] as const)(
    'answers 404 to another shop and to what cannot be an id (%s)',
    async (what) => {
      const stored = await createRuleSet(ours, 'Mine')
      for (const [shop, id] of [
        [theirs, stored.id],
        [ours, 'nonsense'],
        [ours, '1 or 1=1'],
      ] as const) {
        const status =
          what === 'action'
            ? (await post(id, { intent: 'publish' }, shop)).status
            : await editor.loader(args(visit(shop, `/app/pricing/rules/x`), { id })).then(
                () => 200,
                (thrown: unknown) => (thrown instanceof Response ? thrown.status : 500),
              )
        expect(status).toBe(404)
      }
    },
  )

  it('saves, and refuses at the field what does not work', async () => {
    const stored = await createRuleSet(ours, 'Fields')
    const refused = await post(stored.id, {
      intent: 'save',
      draft: withRule(stored, { prices: [{ for: 'currency', currency: 'GBP', priceMinor: 'abc' }] }),
    })
    expect(refused).toMatchObject({
      status: 422,
      body: { fields: [{ path: ['ruleSet', 'rules', '0', 'prices', '0', 'priceMinor'], message: 'number_invalid' }] },
    })
    expect((await getRuleSet(ours, stored.id)).document.rules).toEqual([])
    expect(await post(stored.id, { intent: 'save', draft: withRule(stored) })).toMatchObject({
      status: 200,
      body: { ok: true, said: 'pricingRules.done.saved' },
    })
    expect((await getRuleSet(ours, stored.id)).document.rules).toHaveLength(1)
  })

  it('keeps the work of two people apart: 409, then a draft of its own', async () => {
    const stored = await createRuleSet(ours, 'Two people')
    await post(stored.id, { intent: 'save', draft: withRule(stored, { name: 'Theirs' }) })
    const mine = withRule(stored, { name: 'Mine' })
    expect(await post(stored.id, { intent: 'save', draft: mine })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    })
    const kept = await post(stored.id, { intent: 'keep', draft: mine })
    const id = kept.to?.split('/').at(-1)?.split('?')[0] ?? ''
    expect((await getRuleSet(ours, id)).document.rules[0]?.name).toBe('Mine')
    expect((await getRuleSet(ours, stored.id)).document.rules[0]?.name).toBe('Theirs')
  })

  it('publishes, copies, puts away and restores', async () => {
    const stored = await createRuleSet(ours, 'Life')
    expect(await post(stored.id, { intent: 'publish' })).toMatchObject({
      body: { said: 'pricingRules.done.published' },
    })
    expect((await post(stored.id, { intent: 'duplicate', name: 'Copy' })).to).toContain('/app/pricing/rules/')
    expect(await post(stored.id, { intent: 'archive' })).toMatchObject({ body: { ok: true } })
    expect((await post(stored.id, { intent: 'restore' })).to).toContain('/app/pricing/rules/')
    expect((await listRuleSets(ours)).filter(({ state }) => state === 'published')).toHaveLength(1)
  })

  it('does not publish what makes no sense, and says which field', async () => {
    const stored = await createRuleSet(ours, 'Nonsense')
    const prices = [1, 2].map((priceMinor) => ({ for: 'currency', currency: 'GBP', priceMinor }))
    await post(stored.id, { intent: 'save', draft: withRule(stored, { prices }) })
    expect(await post(stored.id, { intent: 'publish' })).toMatchObject({
      status: 422,
      body: {
        code: 'invalid_input',
        fields: [{ path: ['ruleSet', 'rules', '0', 'prices', '1'], message: 'price_repeated' }],
      },
    })
    await expect(publishRuleSet(ours, stored.id)).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('lets nobody in without a session', async () => {
    const refused = await editor
      .loader(args(stranger('/app/pricing/rules/x'), { id: 'x' }))
      .catch((thrown: unknown) => thrown)
    expect(refused).toBeInstanceOf(Response)
    expect((refused as Response).status).not.toBe(200)
  })
})

describe('trying rules on a variant', () => {
  const ruleSet = async (change: object = {}): Promise<RuleSet> => {
    const { document } = await createRuleSet(ours, 'Trial')
    return {
      ...document,
      rules: [
        {
          ...newRule('fixed_price', 'r1', '2026-11-20T00:00:00Z', 'GBP'),
          name: 'Ours',
          prices: [{ for: 'currency', currency: 'GBP', priceMinor: 1234 }],
          ...change,
        } as RuleSet['rules'][number],
      ],
    }
  }
  const run = async (body: string, shop = ours): Promise<{ status: number; body: unknown }> => {
    const answer = await trial.action(args(visit(shop, '/app/pricing/rules/trial', { trial: body })))
    return { status: answer.status, body: await answer.json() }
  }

  it('finds variants by SKU or title, of this shop only', async () => {
    const found = async (q: string): Promise<(string | null)[]> =>
      (await trial.loader(args(visit(ours, `/app/pricing/rules/trial?q=${encodeURIComponent(q)}`)))).found.map(
        ({ sku }) => sku,
      )
    expect(await found('mu')).toEqual(['MUG'])
    expect(await found('%')).toEqual([])
    expect(await found('secret')).toEqual([])
  })

  it('says the price and every step to it, and changes nothing', async () => {
    const before = (await listRuleSets(ours)).length
    const answered = await run(JSON.stringify({ ruleSet: await ruleSet(), variantId: mug.variant.id }))
    expect(answered).toMatchObject({
      status: 200,
      body: {
        ok: true,
        tried: {
          variant: { sku: 'MUG' },
          prices: [{ book: { currency: 'GBP' }, outcome: 'change', reason: 'priced', oldMinor: 1000, newMinor: 1234 }],
        },
      },
    })
    expect(JSON.stringify(answered.body)).toContain('"fixedPrice"')
    expect((await listRuleSets(ours)).length).toBe(before + 1)
  })

  it('refuses nonsense and the variants of others', async () => {
    expect((await run('{')).status).toBe(422)
    expect(await run(JSON.stringify({ ruleSet: await ruleSet(), variantId: mug.variant.id }), theirs)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    })
  })
})
