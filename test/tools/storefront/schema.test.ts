import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addBlockUrl, BLOCKS, DEFAULT_PROXY, ProxyForm } from '#app/tools/storefront/schema.ts'
import { root } from '#test/architecture/graphql-rules.ts'
import { readAppConfig } from '#test/devstore/http/app-config.ts'

describe('the blocks of the setup guide', () => {
  it('are those of the extension', async () => {
    const files = await readdir(join(root, 'extensions/storefront/blocks'))
    expect(BLOCKS.map(({ handle }) => `${handle}.liquid`).sort()).toEqual(files.sort())
  })

  it('are added by the link that Shopify documents', () => {
    const links = BLOCKS.map((block) => addBlockUrl(block, 'client'))
    expect(links[1]).toBe(
      'shopify:admin/themes/current/editor?template=product&addAppBlockId=client%2Fdelivery-estimate&target=mainSection',
    )
    expect(links[0]).toContain('template=page&addAppBlockId=client%2Forder-tracking&target=newAppsSection')
  })
})

describe('the address of the app’s pages', () => {
  it('is by default the one in shopify.app.toml', async () => {
    const { appProxy } = await readAppConfig(join(root, 'shopify.app.toml'))
    expect(DEFAULT_PROXY).toBe(`/${appProxy?.prefix ?? ''}/${appProxy?.subpath ?? ''}`)
  })

  it.each([
    ['/apps/tradewind', '/apps/tradewind'],
    [' /Tools/Desk-1/ ', '/tools/desk-1'],
    ['', ''],
  ])('%j is taken as %j', (typed, kept) => {
    expect(ProxyForm.parse({ proxy: typed })).toEqual({ proxy: kept })
  })

  it.each([
    'apps/x',
    '/shop/x',
    '/apps/',
    '/apps/a/b',
    '//evil.example/apps',
    '/apps/x?y',
    '/apps/{{ shop }}',
    `/apps/${'a'.repeat(31)}`,
  ])('%j is refused', (proxy) => {
    expect(ProxyForm.safeParse({ proxy }).success).toBe(false)
  })
})
