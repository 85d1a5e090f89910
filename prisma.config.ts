/**
 * Prisma's commands without engine downloads: the schema engine runs as WASM over the pg driver adapter.
 * adapter-pg 6.19 cannot read the catalogue types "char", name and name[], which the schema engine selects (they are relabelled here),
 * and cuts a script at every semicolon, also inside $$ bodies (here PostgreSQL gets the script whole).
 */
import { PrismaPg } from '@prisma/adapter-pg'
import { defineConfig } from 'prisma/config'

const OID = { char: 18, name: 19, nameArray: 1003, text: 25, textArray: 1009 }
const CHARACTER_COLUMN = 6 // ColumnTypeEnum.Character of @prisma/driver-adapter-utils

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>
interface Internals {
  performIO(query: unknown): Promise<{ fields?: { dataTypeID: number }[] }>
  queryRaw(query: unknown): Promise<{ columnTypes: number[] }>
  executeScript(script: string): Promise<void>
  client: { query(text: string): Promise<unknown> }
}

function readingTheCatalogue(adapter: Adapter): Adapter {
  const inside = adapter as unknown as Internals
  const performIO = inside.performIO.bind(adapter)
  const queryRaw = inside.queryRaw.bind(adapter)
  let charColumns: number[] = []
  inside.performIO = async (query) => {
    const result = await performIO(query)
    charColumns = []
    result.fields?.forEach((field, index) => {
      if (field.dataTypeID === OID.char) charColumns.push(index)
      if (field.dataTypeID === OID.char || field.dataTypeID === OID.name) field.dataTypeID = OID.text
      if (field.dataTypeID === OID.nameArray) field.dataTypeID = OID.textArray
    })
    return result
  }
  inside.queryRaw = async (query) => {
    const result = await queryRaw(query)
    for (const index of charColumns) result.columnTypes[index] = CHARACTER_COLUMN
    return result
  }
  inside.executeScript = async (script) => {
    await inside.client.query(script)
  }
  return adapter
}

class CatalogueReadingPg extends PrismaPg {
  override async connect() {
    return readingTheCatalogue(await super.connect())
  }
  override async connectToShadowDb() {
    return readingTheCatalogue(await super.connectToShadowDb())
  }
}

// The schema names DATABASE_URL: without a value `generate` would not even start.
process.env['DATABASE_URL'] ??= 'postgres://localhost/none'
const url = new URL(process.env['DATABASE_URL'])

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  experimental: { adapter: true },
  engine: 'js',
  // Field by field: with a connection string the shadow database would be the real one.
  adapter: async () =>
    new CatalogueReadingPg({
      host: url.hostname,
      port: Number(url.port || 5432),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: url.pathname.slice(1),
      idleTimeoutMillis: 50,
      allowExitOnIdle: true,
    }),
})
