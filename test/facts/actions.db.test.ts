import { describe, expect, it } from 'vitest'
import { inShop, inShopSql } from '#app/db/tenant.server.ts'
import {
  getAction,
  listActions,
  recordAction,
  recordActions,
  recordUndo,
  recordUndos,
} from '#app/facts/actions.server.ts'
import type { NewAction } from '#app/facts/types.ts'
import { aShop } from '#test/builders/shop.ts'

const priceSet: NewAction = {
  tool: 'pricing',
  kind: 'price.set',
  key: 'release-1/variant-7',
  target: 'gid://shopify/ProductVariant/7',
  before: { priceMinor: 1000 },
  after: { priceMinor: 1200 },
  actor: 'merchant',
}

describe('the action ledger', () => {
  it('records an action once, however often it is applied', async () => {
    const shop = await aShop()
    const first = await inShop(shop.id, (tx) => recordAction(tx, shop, priceSet))
    const again = await inShop(shop.id, (tx) => recordAction(tx, shop, { ...priceSet, after: { priceMinor: 9 } }))
    expect(first).toMatchObject({ ...priceSet, undoOf: null, undoneBy: null })
    expect(again).toEqual(first)
    expect((await listActions(shop)).actions).toEqual([first])
  })

  it('records once when two workers apply at the same moment', async () => {
    const shop = await aShop()
    const [one, two] = await Promise.all([1, 2].map(() => inShop(shop.id, (tx) => recordAction(tx, shop, priceSet))))
    expect(one).toEqual(two)
  })

  it('refuses a key that already names something else', async () => {
    const shop = await aShop()
    await inShop(shop.id, (tx) => recordAction(tx, shop, priceSet))
    const stolen = { ...priceSet, target: 'gid://shopify/ProductVariant/8' }
    await expect(inShop(shop.id, (tx) => recordAction(tx, shop, stolen))).rejects.toThrow(
      /already names pricing price.set of .*\/7/,
    )
  })

  it('disappears with the transaction that made it', async () => {
    const shop = await aShop()
    const failing = inShop(shop.id, async (tx) => {
      await recordAction(tx, shop, priceSet)
      throw new Error('Shopify said no')
    })
    await expect(failing).rejects.toThrow('Shopify said no')
    expect((await listActions(shop)).actions).toEqual([])
  })

  it('pairs an undo with its action, with before and after exchanged, once', async () => {
    const shop = await aShop()
    const action = await inShop(shop.id, (tx) => recordAction(tx, shop, priceSet))
    const undo = await inShop(shop.id, (tx) => recordUndo(tx, shop, { of: action.id, actor: 'job:pricing.apply' }))
    expect(undo).toMatchObject({
      before: priceSet.after,
      after: priceSet.before,
      undoOf: action.id,
      actor: 'job:pricing.apply',
      target: priceSet.target,
    })
    expect(await inShop(shop.id, (tx) => recordUndo(tx, shop, { of: action.id, actor: 'merchant' }))).toEqual(undo)
    expect(await inShop(shop.id, (tx) => getAction(tx, shop, action.id))).toMatchObject({ undoneBy: undo.id })
  })

  it('records and takes back many in one statement each, once however often it is said', async () => {
    const shop = await aShop()
    const many = Array.from({ length: 240 }, (_, n) => ({ ...priceSet, key: `many-${n}`, after: { priceMinor: n } }))
    const keys = many.map(({ key }) => key)
    const record = () => inShopSql(shop.id, (sql) => recordActions(sql, shop, many))
    const undo = () => inShopSql(shop.id, (sql) => recordUndos(sql, shop, { keys, actor: 'merchant' }))
    expect([await record(), await record()]).toEqual([240, 0])
    expect([await undo(), await undo()]).toEqual([240, 0])
    const { actions } = await listActions(shop, { limit: 250 })
    const taken = actions.find(
      (action) => action.undoOf !== null && JSON.stringify(action.before) === '{"priceMinor":7}',
    )
    expect(taken).toMatchObject({
      kind: 'price.set',
      target: priceSet.target,
      after: priceSet.before,
      actor: 'merchant',
    })
    const original = await inShop(shop.id, (tx) => getAction(tx, shop, taken?.undoOf ?? ''))
    expect(original).toMatchObject({ key: 'many-7', undoneBy: taken?.id })
  })

  it('lists newest first, page by page, by tool and target', async () => {
    const shop = await aShop()
    for (let index = 0; index < 7; index++) {
      await inShop(shop.id, (tx) =>
        recordAction(tx, shop, { ...priceSet, key: `k${index}`, tool: index % 2 ? 'reorder' : 'pricing' }),
      )
    }
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await listActions(shop, { limit: 3, after })
      seen.push(...page.actions.map((action) => action.key))
      after = page.next ?? undefined
    } while (after)
    expect(seen).toEqual(['k6', 'k5', 'k4', 'k3', 'k2', 'k1', 'k0'])
    expect((await listActions(shop, { tool: 'reorder' })).actions.map((action) => action.key)).toEqual([
      'k5',
      'k3',
      'k1',
    ])
    expect((await listActions(shop, { target: 'gid://shopify/Nothing/1' })).actions).toEqual([])
    await expect(listActions(shop, { after: 'page-2' })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('hides the actions of another shop', async () => {
    const [shop, other] = [await aShop(), await aShop()]
    const action = await inShop(other.id, (tx) => recordAction(tx, other, priceSet))
    await expect(inShop(shop.id, (tx) => getAction(tx, shop, action.id))).rejects.toMatchObject({ code: 'not_found' })
    await expect(
      inShop(shop.id, (tx) => recordUndo(tx, shop, { of: action.id, actor: 'merchant' })),
    ).rejects.toMatchObject({ code: 'not_found' })
    expect((await listActions(shop)).actions).toEqual([])
  })
})
