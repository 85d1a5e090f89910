/** The setup guide against a Shopify that keeps metafields and metaobjects. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setAppData } from '#app/shopify/app-data.server.ts'
import * as page from '#app/routes/app.storefront.tsx'
import { readStorefrontSetup } from '#app/tools/storefront/service.server.ts'
import { createSmallShop } from '#test/devstore/graphql/small-shop.ts'
import { stranger, visit } from '#test/routes/admin-visit.ts'
import { installShop, SCOPES, type SyncedShop } from '#test/sync/synced-shop.ts'

let synced: SyncedShop
const scopes = [...SCOPES, 'write_metaobjects']

beforeAll(async () => {
  synced = await installShop(createSmallShop(), { scopes })
})
afterAll(() => synced.stop())

const args = (request: Request) => ({ request, params: {}, context: {} })
const read = () => readStorefrontSetup({ domain: synced.shop.domain, scopes })

describe('the setup of the storefront', () => {
  it('is all off where nothing was published, with the address that Shopify chose', async () => {
    expect(await read()).toEqual({
      on: { tracking: false, delivery: false, faq: false },
      proxy: '/apps/tradewind',
      categories: [],
    })
  })

  it('says what is on, and which categories there are', async () => {
    await setAppData(synced.shop, [{ namespace: 'faq', key: 'on', type: 'boolean', value: 'true' }])
    const { api } = synced.devStore.shop()
    const upsert = async (type: string, handle: string, values: object) => {
      const query =
        'mutation ($h: MetaobjectHandleInput!, $v: JSON!) { metaobjectUpsert(handle: $h, values: $v) { metaobject { id } } }'
      const { body } = await api.execute({ query, variables: { h: { type, handle }, v: values }, scopes })
      return (body as { data: { metaobjectUpsert: { metaobject: { id: string } } } }).data.metaobjectUpsert.metaobject
        .id
    }
    const entry = await upsert('$app:faq_entry', 'e-1', { question: 'Where?' })
    await upsert('$app:faq_category', 'c-1', { title: 'Delivery', entries: [entry] })
    expect(await read()).toMatchObject({
      on: { faq: true, tracking: false },
      categories: [{ handle: 'c-1', title: 'Delivery', questions: 1 }],
    })
  })

  it('asks for no metaobjects without the permission', async () => {
    const setup = await readStorefrontSetup({ domain: synced.shop.domain, scopes: SCOPES })
    expect(setup.categories).toBeNull()
  })
})

describe('the page', () => {
  it('keeps another address of the app’s pages, and refuses what is none', async () => {
    const post = (proxy: string) => page.action(args(visit(synced.shop, '/app/storefront', { proxy })))
    expect(await post('/tools/desk')).toMatchObject({ data: { ok: true, said: 'storefront.address.saved' } })
    expect((await read()).proxy).toBe('/tools/desk')
    expect(await post('https://elsewhere.example')).toMatchObject({
      data: { ok: false, fields: [{ path: ['proxy'] }] },
      init: { status: 422 },
    })
    await post('')
    expect((await read()).proxy).toBe('/apps/tradewind')
  })

  it('is for who is signed in', async () => {
    const refused = await page.loader(args(stranger('/app/storefront'))).catch((error: unknown) => error)
    expect(refused).toMatchObject({ status: 302 })
  })
})
