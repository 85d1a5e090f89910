/** However the app is started, it runs with the same flags of Node. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startFlags } from '#test/start-flags.ts'
import { root } from './graphql-rules.ts'

it('the container is started with the flags of npm start', async () => {
  const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8')
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[]
  const flags = command.slice(1, command.indexOf('app/main.server.ts'))
  expect(startFlags().length).toBeGreaterThan(0)
  expect(flags).toEqual(startFlags())
})
