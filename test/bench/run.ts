/**
 * `npm run bench -- <name> [options]`: one bench, whose results are lines of `name value unit` on standard output; what it does
 * meanwhile goes to standard error. Run without a name for the list.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

const here = import.meta.dirname
const names = (await readdir(here, { withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && entry.name !== 'run.ts')
  .map((entry) => entry.name.slice(0, -3))
const [, , name] = process.argv
if (name === undefined || !names.includes(name)) {
  process.stderr.write(`usage: npm run bench -- <${names.join('|')}> [options]\n`)
  process.exit(2)
}
// The bench reads its own options.
process.argv.splice(2, 1)
await import(join(here, `${name}.ts`))
