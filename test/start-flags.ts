/** The flags of Node that `npm start` gives the app, for whoever else starts it: demo and benches measure what production runs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export function startFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
    scripts: { start: string }
  }
  return scripts.start.split(' ').filter((word) => word.startsWith('--'))
}
