/** The test projects; the suffix of a file says what it needs. */
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = resolve(import.meta.dirname, '..')

export default defineConfig({
  root,
  test: {
    projects: [
      { root, test: { name: 'pure', include: ['test/**/*.test.ts'], exclude: ['test/**/*.{db,http,e2e}.test.ts', 'node_modules'], setupFiles: ['test/setup/console-guard.ts'], testTimeout: 60_000 } },
      { root, test: { name: 'db', include: ['test/**/*.db.test.ts'], globalSetup: ['test/setup/database.ts'], setupFiles: ['test/setup/console-guard.ts', 'test/setup/environment.ts'], testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: true, maxWorkers: 2 } },
      { root, test: { name: 'http', include: ['test/**/*.http.test.ts'], globalSetup: ['test/setup/database.ts'], setupFiles: ['test/setup/console-guard.ts', 'test/setup/environment.ts'], testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 2 } },
      { root, test: { name: 'e2e', include: ['test/e2e/*.e2e.test.ts'], testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false } },
    ],
  },
})
