/**
 * `npm run migration -- NAME` writes the next migration: what separates the committed migrations from prisma/schema, as SQL.
 * In: a name. Out: prisma/migrations/<time>_<name>/migration.sql, or a word that there is nothing to do.
 * Invariant: every new table with a shop_id is confined to its shop in the same file.
 */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '#app/db/embedded.server.ts'
import { schemaDrift } from './drift.ts'

const name = process.argv[2] ?? ''
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('Say what changes, in small letters: npm run migration -- add_price_books')
  process.exit(1)
}

const dir = await mkdtemp(join(tmpdir(), 'tradewind-migration-'))
const database = await startEmbedded(dir, { fsync: false })
try {
  const sql = await schemaDrift(database.url)
  if (sql === '') {
    console.log('The migrations already make what prisma/schema says.')
  } else {
    const confined = [...sql.matchAll(/CREATE TABLE "(\w+)" \(\s+"shop_id"/g)].map(
      (match) => `CALL confine_to_shop('${match[1]}');`,
    )
    const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
    const folder = join(import.meta.dirname, 'migrations', `${time}_${name}`)
    await mkdir(folder)
    await writeFile(join(folder, 'migration.sql'), `${[sql, ...confined].join('\n')}\n`)
    console.log(`${folder}/migration.sql: read it before you commit it.`)
  }
} finally {
  await database.stop()
  await rm(dir, { recursive: true, force: true })
}
