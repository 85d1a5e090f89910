/** What a process needs to do its work, checked now. */
import { pool } from '#app/db/client.server.ts'

export interface Readiness {
  ready: boolean
  checks: { database: 'ok' | 'unreachable'; schema: 'ok' | 'not migrated' }
}

/** Asks the database; never throws. */
export async function readiness(): Promise<Readiness> {
  try {
    const found = await pool().query<{ migrated: boolean }>(
      "select to_regclass('public.mirror_order') is not null as migrated",
    )
    const migrated = found.rows[0]?.migrated === true
    return { ready: migrated, checks: { database: 'ok', schema: migrated ? 'ok' : 'not migrated' } }
  } catch {
    return { ready: false, checks: { database: 'unreachable', schema: 'not migrated' } }
  }
}
