/**
 * Browser scripts of the stand-ins, from their TypeScript modules to one plain script.
 * In: module paths below this folder, in the order in which they depend on each other. Out: JavaScript text.
 * Invariant: the script is a classic one that runs at once (App Bridge must be there before the app's own scripts),
 * so modules are joined in one scope: two of them may not use the same top-level name.
 */
import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'

const HERE = new URL('./', import.meta.url)

export const APP_BRIDGE = [
  'messages.ts',
  'bridge/channel.ts',
  'bridge/config.ts',
  'bridge/navigation.ts',
  'bridge/id-token.ts',
  'bridge/bounce.ts',
  'bridge/elements.ts',
  'bridge/modal.ts',
  'bridge/shopify.ts',
]

export const ADMIN_FRAME = ['messages.ts', 'frame/wire.ts', 'frame/around.ts', 'frame/picker.ts', 'frame/start.ts']

export const CONTROL = ['control/page.ts']

export async function browserScript(modules: readonly string[]): Promise<string> {
  const sources = await Promise.all(modules.map((path) => readFile(new URL(path, HERE), 'utf8')))
  const plain = sources.map((source) =>
    quietly(() => stripTypeScriptTypes(source))
      .replace(/^import\s[^;]*?from\s+'[^']+'\s*;?$/gms, '')
      .replace(/^export /gm, ''),
  )
  return `(() => {\n'use strict'\n${plain.join('\n;\n')}\n})()\n`
}

/** Node runs our own files through the same function; its note that it may change one day is not news to anybody here. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return work()
  } finally {
    process.emitWarning = emitWarning
  }
}
