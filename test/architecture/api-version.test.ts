/** One version of the Admin API everywhere. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ApiVersion } from '@shopify/shopify-api'
import { parse } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { API_VERSION } from '#app/shopify/version.ts'
import { API_VERSION as DEV_STORE_VERSION } from '#test/devstore/http/admin-api.ts'
import config from '../../.graphqlrc.ts'
import { loadAccess, root } from './graphql-rules.ts'

describe('the version of the Admin API', () => {
  it('is one that the Shopify library knows', () => {
    expect(Object.values(ApiVersion)).toContain(API_VERSION)
  })

  it('is that of the webhooks in shopify.app.toml', async () => {
    const toml = parse(await readFile(join(root, 'shopify.app.toml'), 'utf8'))
    expect(z.object({ webhooks: z.object({ api_version: z.string() }) }).parse(toml).webhooks.api_version).toBe(
      API_VERSION,
    )
  })

  it('is that of the schema from which types are generated', () => {
    expect(config.schema).toEqual([
      `test/devstore/schema/admin-${API_VERSION}.graphql`,
      `test/devstore/schema/admin-${API_VERSION}.documented.graphql`,
    ])
  })

  it('is that of the committed access scopes', () => {
    expect(loadAccess()).toMatchObject({ version: API_VERSION })
  })

  it('is that of the dev store', () => {
    expect(DEV_STORE_VERSION).toBe(API_VERSION)
  })
})
