import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { completeForDevelopment, env } from '#app/env.server.ts'

let dir = ''

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tradewind-env-'))
  for (const name of ['TOKEN_KEYS', 'LOOKUP_KEY', 'SHOPIFY_APP_URL', 'DATABASE_URL']) vi.stubEnv(name, '')
  // What Shopify's CLI sets.
  vi.stubEnv('HOST', 'https://random-words.trycloudflare.com')
  vi.stubEnv('SHOPIFY_API_KEY', 'key')
  vi.stubEnv('SHOPIFY_API_SECRET', 'secret')
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(dir, { recursive: true })
})

describe('under `shopify app dev`', () => {
  it('the app is at the tunnel, and its keys are the same tomorrow', async () => {
    completeForDevelopment(dir)
    expect(env().SHOPIFY_APP_URL).toBe('https://random-words.trycloudflare.com')
    const { TOKEN_KEYS, LOOKUP_KEY } = env()
    vi.stubEnv('TOKEN_KEYS', '')
    vi.stubEnv('LOOKUP_KEY', '')
    completeForDevelopment(dir)
    expect(env()).toMatchObject({ TOKEN_KEYS, LOOKUP_KEY })
    const file = join(dir, 'development-keys.json')
    expect((await stat(file)).mode & 0o077).toBe(0)
    expect(await readFile(file, 'utf8')).toContain(LOOKUP_KEY)
  })

  it('what is set already stays', () => {
    vi.stubEnv('SHOPIFY_APP_URL', 'https://mine.example.com')
    vi.stubEnv('LOOKUP_KEY', 'x'.repeat(40))
    completeForDevelopment(dir)
    expect(env()).toMatchObject({ SHOPIFY_APP_URL: 'https://mine.example.com', LOOKUP_KEY: 'x'.repeat(40) })
  })
})
