/**
 * A database of one's own, cloned from the run's migrated template. In: vitest's `inject` of setup/database.ts. Out: its address, and how to drop it.
 * Invariant: nobody is ever connected to the template.
 */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface ClonedDatabase {
  url: string
  drop: () => Promise<void>
}

export async function cloneDatabase(): Promise<ClonedDatabase> {
  const server = inject('serverUrl')
  const name = `t_${randomBytes(6).toString('hex')}`
  await onServer(server, `create database ${name} template ${inject('templateName')}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => onServer(server, `drop database if exists ${name} with (force)`) }
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
