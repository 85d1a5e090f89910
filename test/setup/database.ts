/**
 * One embedded PostgreSQL for a test run, with a migrated template database and a clone of it for each file of tests that will run.
 * Cloned beforehand, because beside two busy workers a clone takes ten times as long as by itself.
 * `TEST_DATABASE_URL` (a server where we may create databases) replaces the embedded server.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '#app/db/embedded.server.ts'
import { migrate } from '#app/db/migrate.server.ts'
import { onServer } from './on-server.ts'

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
    if (external) await dropAll(serverUrl, templateName)
    await embedded?.stop()
    await rm(dir, { recursive: true, force: true })
  }
  try {
    await makeTemplate(serverUrl, templateName)
    const { testFiles } = await project.globTestFiles(namedFiles())
    await makeSpares(serverUrl, templateName, testFiles.length)
  } catch (error) {
    await stop()
    throw error
  }
  project.provide('serverUrl', serverUrl)
  project.provide('templateName', templateName)
  return stop
}

/** `spare_database` says which clones nobody has taken yet; clone.ts takes them. */
async function makeTemplate(serverUrl: string, templateName: string): Promise<void> {
  await onServer(serverUrl, async (client) => {
    await client.query('create table if not exists spare_database (name text primary key, template text not null)')
    await client.query(`create database ${templateName}`)
  })
  const template = new URL(serverUrl)
  template.pathname = `/${templateName}`
  await migrate(template.href)
}

async function makeSpares(serverUrl: string, templateName: string, count: number): Promise<void> {
  await onServer(serverUrl, async (client) => {
    for (let made = 0; made < count; made++) {
      const name = `${templateName}_${made}`
      // By files: what is cloned is at rest, and the log of so many copies would have to be written.
      await client.query(`create database ${name} template ${templateName} strategy file_copy`)
      await client.query('insert into spare_database values ($1, $2)', [name, templateName])
    }
  })
}

async function dropAll(serverUrl: string, templateName: string): Promise<void> {
  await onServer(serverUrl, async (client) => {
    const spare = 'delete from spare_database where template = $1 returning name'
    const { rows } = await client.query<{ name: string }>(spare, [templateName])
    for (const name of [...rows.map((row) => row.name), templateName])
      await client.query(`drop database if exists ${name} with (force)`)
  })
}

/** The paths on vitest's command line, which are no option's value: without them every file runs. */
function namedFiles(): string[] {
  const words = process.argv.slice(2)
  return words.filter((word, index) => word.startsWith('test/') && !/^--[^=]+$/.test(words[index - 1] ?? ''))
}
