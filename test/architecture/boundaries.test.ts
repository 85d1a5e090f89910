/** The import rules hold, the cruise saw the whole house, and each rule catches a planted bad import. */
import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rules } from './rules.ts'

const root = join(import.meta.dirname, '../..')

/** Packages that hold types and nothing to run, so that nothing resolves. */
const TYPES_ONLY = new Set(['@graphql-typed-document-node/core'])

async function cruiseFrom(baseDir: string, entries: string[]): Promise<ICruiseResult> {
  const options: ICruiseOptions = {
    baseDir,
    validate: true,
    ruleSet: { forbidden: rules },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^app/db/generated/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  }
  const result = await cruise(entries, options)
  if (typeof result.output === 'string') throw new Error('dependency-cruiser gave text, not a result')
  return result.output
}

/** One file per rule that must not exist: path -> [content, files it needs]. */
const planted: Record<string, { at: string; text: string; also?: Record<string, string> }> = {
  'pure-stays-pure': {
    at: 'app/tools/pricing/engine.ts',
    text: "import '#app/db/client.server.ts'\n",
    also: { 'app/db/client.server.ts': 'export const a = 1\n' },
  },
  'pure-has-no-node': { at: 'app/kernel/clock.ts', text: "import 'node:fs'\n" },
  'pure-uses-few-packages': { at: 'app/kernel/pack.ts', text: "import 'express'\n" },
  'kernel-knows-only-itself': {
    at: 'app/kernel/know.ts',
    text: "import '#app/mirror/types.ts'\n",
    also: { 'app/mirror/types.ts': 'export const a = 1\n' },
  },
  'trunk-knows-no-tools': {
    at: 'app/mirror/orders.server.ts',
    text: "import '#app/tools/pricing/schema.ts'\n",
    also: { 'app/tools/pricing/schema.ts': 'export const a = 1\n' },
  },
  'net-knows-only-kernel': {
    at: 'app/net/hosts.server.ts',
    text: "import '#app/mirror/types.ts'\n",
    also: { 'app/mirror/types.ts': 'export {}\n' },
  },
  'lower-trunk-is-lower': {
    at: 'app/mirror/low.server.ts',
    text: "import '#app/sync/types.ts'\n",
    also: { 'app/sync/types.ts': 'export const a = 1\n' },
  },
  'shopify-knows-kernel-and-db': {
    at: 'app/shopify/x.server.ts',
    text: "import '#app/mirror/shops.server.ts'\n",
    also: { 'app/mirror/shops.server.ts': 'export const a = 1\n' },
  },
  'jobs-have-no-business-word': {
    at: 'app/jobs/x.server.ts',
    text: "import '#app/mirror/shops.server.ts'\n",
    also: { 'app/mirror/shops.server.ts': 'export const a = 1\n' },
  },
  'mirror-does-not-call-shopify': {
    at: 'app/mirror/call.server.ts',
    text: "import '#app/shopify/client.server.ts'\n",
    also: { 'app/shopify/client.server.ts': 'export const a = 1\n' },
  },
  'sheets-know-only-kernel': {
    at: 'app/sheets/x.server.ts',
    text: "import '#app/mirror/types.ts'\n",
    also: { 'app/mirror/types.ts': 'export const a = 1\n' },
  },
  'sync-calls-no-facts': {
    at: 'app/sync/x.server.ts',
    text: "import '#app/facts/sales.server.ts'\n",
    also: { 'app/facts/sales.server.ts': 'export const a = 1\n' },
  },
  'facts-follow-the-mirror': {
    at: 'app/facts/x.server.ts',
    text: "import '#app/sync/runs.server.ts'\n",
    also: { 'app/sync/runs.server.ts': 'export const a = 1\n' },
  },
  'tools-are-strangers': {
    at: 'app/tools/pricing/x.ts',
    text: "import '#app/tools/reorder/engine.ts'\n",
    also: { 'app/tools/reorder/engine.ts': 'export const a = 1\n' },
  },
  'tools-stay-above-sync': {
    at: 'app/tools/pricing/service.server.ts',
    text: "import '#app/sync/runs.server.ts'\n",
    also: { 'app/sync/runs.server.ts': 'export const a = 1\n' },
  },
  'routes-enter-by-the-door': {
    at: 'app/routes/app.x.tsx',
    text: "import '#app/sync/runs.server.ts'\n",
    also: { 'app/sync/runs.server.ts': 'export const a = 1\n' },
  },
  'tables-have-owners': {
    at: 'app/ui/table.tsx',
    text: "import '#app/db/tenant.server.ts'\n",
    also: { 'app/db/tenant.server.ts': 'export const a = 1\n' },
  },
  'one-mouth-to-mail-servers': {
    at: 'app/tools/reorder/mail.server.ts',
    text: "import '#app/mail/smtp.server.ts'\n",
    also: { 'app/mail/smtp.server.ts': 'export const a = 1\n' },
  },
  'one-mouth-to-shopify': { at: 'app/sync/y.server.ts', text: "import 'graphql-request'\n" },
  'react-side-of-shopify-only-in-routes': {
    at: 'app/ui/bridge.tsx',
    text: "import '@shopify/shopify-app-remix/react'\n",
  },
  'one-hand-on-the-mirror': {
    at: 'app/facts/y.server.ts',
    text: "import '#app/mirror/upsert.server.ts'\n",
    also: { 'app/mirror/upsert.server.ts': 'export const a = 1\n' },
  },
  'remix-at-the-edge': { at: 'app/sync/z.server.ts', text: "import '@remix-run/node'\n" },
  'one-reader-of-the-clockwork': {
    at: 'app/ui/env.tsx',
    text: "import '#app/env.server.ts'\n",
    also: { 'app/env.server.ts': 'export const a = 1\n' },
  },
  'app-knows-no-tests': {
    at: 'app/sync/t.server.ts',
    text: "import '#test/devstore/model.ts'\n",
    also: { 'test/devstore/model.ts': 'export const a = 1\n' },
  },
  'dev-store-knows-no-app': {
    at: 'test/devstore/x.ts',
    text: "import '#app/kernel/gid.ts'\n",
    also: { 'app/kernel/gid.ts': 'export const a = 1\n' },
  },
  'no-cycles': {
    at: 'app/sync/a.server.ts',
    text: "import '#app/sync/b.server.ts'\nexport const a = 1\n",
    also: { 'app/sync/b.server.ts': "import '#app/sync/a.server.ts'\nexport const b = 1\n" },
  },
}

describe('the import rules', () => {
  it('hold in the whole house, and the cruise saw it', async () => {
    const result = await cruiseFrom(root, ['app', 'test/devstore'])
    expect(
      result.summary.violations.map((violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`),
    ).toEqual([])
    const ours = result.modules.filter((module) => module.source.startsWith('app/'))
    expect(ours.length).toBeGreaterThan(80)
    const lost = ours.flatMap((module) =>
      module.dependencies
        .filter((dependency) => dependency.couldNotResolve && !TYPES_ONLY.has(dependency.module))
        .map((dependency) => `${module.source} -> ${dependency.module}`),
    )
    expect(lost).toEqual([])
  })

  it('are all planted below', () => {
    expect(Object.keys(planted).sort()).toEqual(rules.map((rule) => rule.name).sort())
  })
})

describe('a planted bad import', () => {
  let garden: string
  beforeAll(async () => {
    garden = await mkdtemp(join(tmpdir(), 'tradewind-planted-'))
    await symlink(join(root, 'node_modules'), join(garden, 'node_modules'))
    await writeFile(
      join(garden, 'package.json'),
      JSON.stringify({
        type: 'module',
        imports: { '#app/*': './app/*', '#test/*': './test/*' },
        dependencies: { express: '4', zod: '4', 'graphql-request': '7' },
      }),
    )
  })
  afterAll(() => rm(garden, { recursive: true, force: true }))

  it.each(Object.keys(planted))('is caught: %s', async (name) => {
    const plant = planted[name]
    if (!plant) throw new Error('no plant')
    await Promise.all(['app', 'test'].map((dir) => rm(join(garden, dir), { recursive: true, force: true })))
    for (const [at, text] of Object.entries({ ...plant.also, [plant.at]: plant.text })) {
      await mkdir(dirname(join(garden, at)), { recursive: true })
      await writeFile(join(garden, at), text)
    }
    const entries = plant.at.startsWith('test/') ? ['test'] : ['app']
    const result = await cruiseFrom(garden, entries)
    expect(result.summary.violations.map((violation) => violation.rule.name)).toContain(name)
  })
})
