/** Each test file gets its own database, cloned from the migrated template, and an environment that points to it. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { closeDatabase } from '#app/db/client.server.ts'

const name = `t_${randomBytes(6).toString('hex')}`
const server = inject('serverUrl')

const admin = new pg.Client({ connectionString: server })
await admin.connect()
await admin.query(`create database ${name} template ${inject('templateName')}`)
await admin.end()

const url = new URL(server)
url.pathname = `/${name}`
Object.assign(process.env, {
  NODE_ENV: 'test',
  DATABASE_URL: url.href,
  SHOPIFY_API_KEY: 'test-api-key',
  SHOPIFY_API_SECRET: 'test-api-secret',
  SHOPIFY_APP_URL: 'https://app.example.com',
  TOKEN_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  LOOKUP_KEY: 'a-lookup-key-that-is-only-for-tests-0000',
  LOG_LEVEL: 'silent',
})

afterAll(async () => {
  await closeDatabase()
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(`drop database if exists ${name} with (force)`)
  await client.end()
})
