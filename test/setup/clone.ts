/**
 * A database of one's own, cloned from the run's migrated template. In: vitest's `inject` of setup/database.ts. Out: its address, and how to drop it.
 * Invariant: nobody is ever connected to the template.
 */
import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { inject } from 'vitest'
import { onServer } from './on-server.ts'

export interface ClonedDatabase {
  url: string
  drop: () => Promise<void>
}

/** One that the run has made beforehand, or when those are gone, a new one. */
export async function cloneDatabase(): Promise<ClonedDatabase> {
  const server = inject('serverUrl')
  const template = inject('templateName')
  const name = await onServer(server, async (client) => (await takeSpare(client, template)) ?? clone(client, template))
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: async () => {
      await onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

async function takeSpare(client: pg.Client, template: string): Promise<string | null> {
  const { rows } = await client.query<{ name: string }>(
    `delete from spare_database where name = (
       select name from spare_database where template = $1 order by name limit 1 for update skip locked
     ) returning name`,
    [template],
  )
  return rows[0]?.name ?? null
}

async function clone(client: pg.Client, template: string): Promise<string> {
  const name = `t_${randomBytes(6).toString('hex')}`
  await client.query(`create database ${name} template ${template}`)
  return name
}
