/** The committed migrations make exactly the tables that prisma/schema describes. */
import { describe, expect, inject, it } from 'vitest'
import { schemaDrift } from '../../prisma/drift.ts'

describe('the migrations', () => {
  it('make what the schema says, and nothing is left to migrate', async () => {
    expect(await schemaDrift(inject('serverUrl'))).toBe('')
  }, 60_000)
})
