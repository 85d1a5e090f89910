/** An unexpected console.error or console.warn fails the test that caused it. */
import { afterEach, beforeEach, vi } from 'vitest'

const seen: string[] = []

beforeEach(() => {
  seen.length = 0
  for (const level of ['error', 'warn'] as const) {
    vi.spyOn(console, level).mockImplementation((...args: unknown[]) => {
      seen.push(`${level}: ${args.map(String).join(' ')}`)
    })
  }
})

afterEach(() => {
  vi.restoreAllMocks()
  if (seen.length > 0) throw new Error(`unexpected console output:\n${seen.join('\n')}`)
})
