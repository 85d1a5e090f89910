/**
 * The test projects; the suffix of a file says what it needs.
 * The groups run one after the other, so that a browser is never slowed down by other tests' databases. Files that start what they test as processes of
 * their own, or test what keeps nothing, share their modules: loading those takes longer than most tests.
 */
import { resolve } from 'node:path'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const root = resolve(import.meta.dirname, '..')
const SECOND = 1_000

function project(
  groupOrder: number,
  test: NonNullable<TestProjectInlineConfiguration['test']>,
): TestProjectInlineConfiguration {
  return {
    root,
    test: { maxWorkers: 2, sequence: { groupOrder }, testTimeout: 60 * SECOND, hookTimeout: 60 * SECOND, ...test },
  }
}

const onDatabase = {
  globalSetup: ['test/setup/database.ts'],
  setupFiles: ['test/setup/console-guard.ts', 'test/setup/environment.ts'],
}

export default defineConfig({
  root,
  test: {
    projects: [
      project(0, {
        name: 'pure',
        include: ['test/**/*.test.ts'],
        exclude: ['test/**/*.{db,http,e2e}.test.ts', 'node_modules'],
        isolate: false,
        setupFiles: ['test/setup/console-guard.ts'],
      }),
      project(1, { name: 'db', include: ['test/**/*.db.test.ts'], ...onDatabase }),
      project(2, { name: 'http', include: ['test/**/*.http.test.ts'], ...onDatabase }),
      project(3, {
        name: 'e2e',
        include: ['test/e2e/*.e2e.test.ts'],
        globalSetup: ['test/setup/database.ts'],
        testTimeout: 300 * SECOND,
        hookTimeout: 300 * SECOND,
        isolate: false,
        maxWorkers: 1,
        maxConcurrency: 2,
      }),
    ],
  },
})
