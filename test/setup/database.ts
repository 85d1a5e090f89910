/**
 * One embedded PostgreSQL for a test run, with a migrated template database.
 * `TEST_DATABASE_URL` (a server where we may create databases) replaces the embedded server.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '#app/db/embedded.server.ts'
import { migrate } from '#app/db/migrate.server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    serverUrl: string
    templateName: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'tradewind-test-'))
  const external = process.env['TEST_DATABASE_URL']
  const embedded = external ? null : await startEmbedded(dir, { fsync: false })
  const serverUrl = external ?? embedded?.url ?? ''
  const templateName = `template_${process.pid}_${project.name}`
  const stop = async (): Promise<void> => {
    if (external) await sql(serverUrl, `drop database if exists ${templateName} with (force)`)
    await embedded?.stop()
    await rm(dir, { recursive: true, force: true })
  }
  try {
    await migrateTemplate(serverUrl, templateName)
  } catch (error) {
    await stop()
    throw error
  }
  project.provide('serverUrl', serverUrl)
  project.provide('templateName', templateName)
  return stop
}

async function migrateTemplate(serverUrl: string, templateName: string): Promise<void> {
  await sql(serverUrl, `create database ${templateName}`)
  const template = new URL(serverUrl)
  template.pathname = `/${templateName}`
  await migrate(template.href)
}

async function sql(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
