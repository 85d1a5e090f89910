/** What a shop has granted, when its tokens and its row do not say the same: Shopify decides, and both are put right. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { prisma } from '#app/db/client.server.ts'
import { getShop, registerShop } from '#app/mirror/shops.server.ts'
import { grantDiffers } from '#app/sync/lifecycle.server.ts'
import { refetchShop } from '#app/sync/small-sets.server.ts'
import { createSmallShop } from '#test/devstore/graphql/small-shop.ts'
import { installShop, SCOPES, type SyncedShop } from './synced-shop.ts'

const LESS = SCOPES.filter((scope) => scope !== 'read_markets')

let synced: SyncedShop
beforeAll(async () => {
  synced = await installShop(createSmallShop())
}, 60_000)
afterAll(async () => synced.stop())

const tokenSays = async (): Promise<string[]> => {
  const session = await prisma().session.findFirstOrThrow({ where: { shop: synced.shop.domain } })
  return (session.scope ?? '').split(',')
}

it('a withdrawn scope reaches the tokens that were issued before', async () => {
  synced.devStore.shop().grant(LESS)
  await refetchShop(synced.shop)
  expect(new Set((await getShop(synced.shop.domain)).scopes)).toEqual(new Set(LESS))
  expect(new Set(await tokenSays())).toEqual(new Set(LESS))
})

it('a row that was put back by a visit with an old token is put right', async () => {
  const { shop } = await registerShop({ domain: synced.shop.domain, scopes: SCOPES })
  expect(new Set((await grantDiffers(shop)).scopes)).toEqual(new Set(LESS))
})

it('a scope that was granted again counts from the next visit, although the token is the old one', async () => {
  synced.devStore.shop().grant(SCOPES)
  expect(new Set((await grantDiffers(await getShop(synced.shop.domain))).scopes)).toEqual(new Set(SCOPES))
  expect(new Set(await tokenSays())).toEqual(new Set(SCOPES))
})

it('when Shopify does not answer, the row counts and the page is shown', async () => {
  const shop = await getShop(synced.shop.domain)
  await prisma().session.updateMany({ where: { shop: shop.domain }, data: { accessToken: '' } })
  expect(await grantDiffers(shop)).toEqual(shop)
})
