/**
 * Rows straight into tables, for tests that start from a filled mirror. In: a shop and plain objects of mirror types, valid by default.
 * Out: rows written inside the shop. Invariant: a builder changes one thing per argument and invents no behaviour of sync.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'

const snakeCase = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Inserts plain objects; their fields are the columns. */
export async function insertRows(shop: Shop, table: string, rows: object[]): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    for (const row of rows) {
      const entries = Object.entries(row)
      const columns = ['shop_id', ...entries.map(([field]) => snakeCase(field))]
      const values = [
        shop.id,
        ...entries.map(([field, value]) =>
          field === 'tracking' || isOptionObjects(value) ? JSON.stringify(value) : value,
        ),
      ]
      await sql.query(
        `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
        values,
      )
    }
  })
}

/** A list of objects is a JSON column; lists of texts and ids are arrays. */
function isOptionObjects(value: unknown): boolean {
  return Array.isArray(value) && value.some((entry) => typeof entry === 'object')
}
