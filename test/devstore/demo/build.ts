/**
 * The app's production build, made only when something it is made of has changed.
 * In: the project. Out: build/ and whether it was made now; run by itself it builds and says so. Invariant: a stale build is never served.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../../..')
const STAMP = join(root, 'build/.made-from')

/** Builds when needed. Throws with the build's own output when it fails. */
export async function buildApp(): Promise<{ built: boolean; seconds: number }> {
  const began = performance.now()
  const wanted = await fingerprint()
  const made = await readFile(STAMP, 'utf8').catch(() => '')
  if (made === wanted) return { built: false, seconds: 0 }
  await runQuietly([join(root, 'node_modules/@remix-run/dev/dist/cli.js'), 'vite:build'])
  await writeFile(STAMP, wanted)
  return { built: true, seconds: (performance.now() - began) / 1000 }
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  const entries = await readdir(join(root, 'app'), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const file of [...files.sort(), join(root, 'vite.config.ts'), join(root, 'package-lock.json')]) {
    hash.update(file.slice(root.length)).update(await readFile(file))
  }
  return hash.digest('hex')
}

function runQuietly(args: string[]): Promise<void> {
  return new Promise((done, fail) => {
    // Under a test runner NODE_ENV is `test`, and React would be its development build.
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', fail)
    child.once('exit', (code) => (code === 0 ? done() : fail(new Error(`the app could not be built:\n${output}`))))
  })
}

if (import.meta.main) {
  const { built, seconds } = await buildApp()
  process.stdout.write(built ? `built in ${seconds.toFixed(0)} s\n` : 'nothing has changed since the last build\n')
}
