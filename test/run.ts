/**
 * `npm test`: everything that must be true before a change lands, what fails fastest first.
 * Out: the output of each step, then one line `N passed, N failed` (a step that is not a test counts as one). Exit code 1 when any failed.
 */
import { spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import pLimit from 'p-limit'

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

/** Steps of one group run beside each other, the output of each in one piece; a group begins when the one before it has ended. */
type Group = Step[]

const vitest = (...projects: string[]): string[] => [
  'run',
  '--config',
  'test/vitest.config.ts',
  ...projects.flatMap((project) => ['--project', project]),
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]

const groups: Group[] = [
  [
    { name: 'lint', command: bin('eslint'), args: ['.', '--max-warnings=0'] },
    { name: 'types', command: process.execPath, args: [join(root, 'node_modules/typescript-7/bin/tsc'), '--noEmit'] },
    { name: 'format', command: bin('prettier'), args: ['--check', '--log-level=warn', '.'] },
    { name: 'dead code', command: bin('knip'), args: ['--config', 'test/architecture/knip.json'] },
    { name: 'build', command: process.execPath, args: [join(root, 'test/devstore/demo/build.ts')] },
  ],
  [{ name: 'pure and architecture', command: bin('vitest'), args: vitest('pure'), vitest: true }],
  [{ name: 'database and HTTP', command: bin('vitest'), args: vitest('db', 'http'), vitest: true }],
  [{ name: 'browser', command: bin('vitest'), args: vitest('e2e'), vitest: true }],
]
/** Steps of a group at once: as many as the smallest machine that runs this has cores. */
const AT_ONCE = 2
/** Of each failure, in the summary. */
const SHOWN_LINES = 12

let passed = 0
let failed = 0
const lost: string[] = []
for (const group of groups) {
  const limit = pLimit(AT_ONCE)
  await Promise.all(group.map((step) => limit(() => take(step, group.length > 1))))
}
if (lost.length > 0) process.stdout.write(`\nWhat went wrong:\n${lost.join('\n')}\n`)
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 ? 1 : 0

async function take(step: Step, together: boolean): Promise<void> {
  const began = Date.now()
  if (!together) process.stdout.write(`\n=== ${step.name}\n`)
  if (step.vitest) await rm(report, { force: true })
  const { code, output } = await runStep(step, together)
  const counts = step.vitest ? await readReport() : null
  passed += counts?.passed ?? (code === 0 ? 1 : 0)
  // A runner that died without a report, or after a green report, has failed all the same; and so has one that ends well after a red report.
  const lostHere = Math.max(counts?.failed ?? 0, code === 0 ? 0 : 1)
  failed += lostHere
  if (lostHere > 0) lost.push(`- ${step.name} ended with ${code}`, ...(counts?.failures ?? lastLines(output)))
  const head = together ? `\n=== ${step.name}\n${lostHere === 0 ? '' : output}` : ''
  const seconds = Math.round((Date.now() - began) / 1000)
  process.stdout.write(`${head}=== ${step.name}: ${lostHere === 0 ? 'ok' : `FAILED (${code})`} in ${seconds} s\n`)
}

/** `quiet`: what it says is kept, because another step talks at the same time. */
function runStep(step: Step, quiet: boolean): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    const child = spawn(step.command, step.args, {
      cwd: root,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
      env: process.env,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', (error) => done({ code: 127, output: String(error) }))
    child.once('close', (code, signal) => done({ code: signal ? 128 : (code ?? 1), output }))
  })
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  numPassedTests: number
  numFailedTests: number
  testResults: {
    name: string
    message: string
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
  }[]
}

/** Said again at the very end, because a long output is often read from its end. */
async function readReport(): Promise<{ passed: number; failed: number; failures: string[] } | null> {
  const text = await readFile(report, 'utf8').catch(() => null)
  if (text === null) return null
  const json = JSON.parse(text) as Report
  const failures = json.testResults.flatMap((file) => {
    const tests = file.assertionResults.filter((test) => test.status === 'failed')
    const broken = tests.map((test) => `${test.fullName}\n${indented(test.failureMessages.join('\n'))}`)
    if (file.message) broken.push(indented(file.message))
    return broken.map((failure) => `- ${relative(root, file.name)}: ${failure}`)
  })
  return { passed: json.numPassedTests, failed: json.numFailedTests, failures }
}

function indented(text: string): string {
  return text
    .split('\n')
    .slice(0, SHOWN_LINES)
    .map((line) => `    ${line}`)
    .join('\n')
}

function lastLines(output: string): string[] {
  return output.trimEnd().split('\n').slice(-SHOWN_LINES)
}
