/** Each test file gets its own database, cloned from the migrated template, and an environment that points to it. */
import { afterAll } from 'vitest'
import { closeDatabase } from '#app/db/client.server.ts'
import { cloneDatabase } from './clone.ts'

const database = await cloneDatabase()
Object.assign(process.env, {
  NODE_ENV: 'test',
  DATABASE_URL: database.url,
  SHOPIFY_API_KEY: 'test-api-key',
  SHOPIFY_API_SECRET: 'test-api-secret',
  SHOPIFY_APP_URL: 'https://app.example.com',
  TOKEN_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  LOOKUP_KEY: 'a-lookup-key-that-is-only-for-tests-0000',
  LOG_LEVEL: 'silent',
})

afterAll(async () => {
  await closeDatabase()
  await database.drop()
})
