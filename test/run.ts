/**
 * `npm test`: everything that must be true before a change lands, in the order that fails fastest.
 * Out: the output of each step, then one line `N passed, N failed` (a step that is not a test counts as one). Exit code 1 when any failed.
 */
import { spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (name: string): string => join(root, 'node_modules/.bin', name)
const report = join(root, 'test/.tmp/vitest.json')

interface Step {
  name: string
  command: string
  args: string[]
  /** its tests are counted from vitest's JSON report */
  vitest?: boolean
}

const vitest = (...projects: string[]): string[] => [
  'run',
  '--config',
  'test/vitest.config.ts',
  ...projects.flatMap((project) => ['--project', project]),
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]

const steps: Step[] = [
  { name: 'types', command: bin('tsc'), args: ['--noEmit'] },
  { name: 'lint', command: bin('eslint'), args: ['.', '--max-warnings=0'] },
  { name: 'format', command: bin('prettier'), args: ['--check', '--log-level=warn', '.'] },
  { name: 'dead code', command: bin('knip'), args: ['--config', 'test/architecture/knip.json'] },
  { name: 'pure and architecture', command: bin('vitest'), args: vitest('pure'), vitest: true },
  { name: 'build', command: bin('remix'), args: ['vite:build'] },
  { name: 'database and HTTP', command: bin('vitest'), args: vitest('db', 'http'), vitest: true },
  { name: 'browser', command: bin('vitest'), args: vitest('e2e'), vitest: true },
]

let passed = 0
let failed = 0
const lost: string[] = []
for (const step of steps) {
  const began = Date.now()
  process.stdout.write(`\n=== ${step.name}\n`)
  await rm(report, { force: true })
  const code = await runStep(step)
  const counts = step.vitest ? await readReport() : null
  passed += counts?.passed ?? (code === 0 ? 1 : 0)
  // A runner that died without a report, or after a green report, has failed all the same.
  failed += counts ? counts.failed + (code !== 0 && counts.failed === 0 ? 1 : 0) : code === 0 ? 0 : 1
  if (code !== 0) lost.push(step.name)
  process.stdout.write(
    `=== ${step.name}: ${code === 0 ? 'ok' : `FAILED (${code})`} in ${Math.round((Date.now() - began) / 1000)} s\n`,
  )
}
if (lost.length > 0) process.stdout.write(`\nfailed: ${lost.join(', ')}\n`)
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 ? 1 : 0

function runStep(step: Step): Promise<number> {
  return new Promise((done) => {
    const child = spawn(step.command, step.args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: process.env,
    })
    child.once('error', () => done(127))
    child.once('exit', (code, signal) => done(signal ? 128 : (code ?? 1)))
  })
}

async function readReport(): Promise<{ passed: number; failed: number } | null> {
  const text = await readFile(report, 'utf8').catch(() => null)
  if (text === null) return null
  const json = JSON.parse(text) as { numPassedTests: number; numFailedTests: number; numFailedTestSuites: number }
  return { passed: json.numPassedTests, failed: json.numFailedTests }
}
