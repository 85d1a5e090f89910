/** Each test file gets its own database, cloned from the migrated template, and an environment that points to it. */
import { afterAll } from 'vitest'
import { closeDatabase } from '#app/db/client.server.ts'
import { appEnvironment } from './app-environment.ts'
import { cloneDatabase } from './clone.ts'

const database = await cloneDatabase()
Object.assign(process.env, appEnvironment(database.url))

afterAll(async () => {
  await closeDatabase()
  await database.drop()
})
