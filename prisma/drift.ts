/**
 * What the migrations do not yet make of prisma/schema. In: a PostgreSQL server where databases may be created (Prisma replays the
 * migrations in one of its own). Out: SQL, empty when nothing is missing.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '..')
const NOTHING = '-- This is an empty migration.'

export async function schemaDrift(serverUrl: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    join(root, 'node_modules/.bin/prisma'),
    // prettier-ignore
    ['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-schema-datamodel', 'prisma/schema', '--script'],
    { cwd: root, env: { ...process.env, DATABASE_URL: serverUrl } },
  )
  const sql = stdout.trim()
  return sql === NOTHING ? '' : sql
}
