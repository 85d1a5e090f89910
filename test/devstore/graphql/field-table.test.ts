import { isObjectType, validateSchema, buildSchema } from 'graphql'
import { describe, expect, test } from 'vitest'
import { readAccess, readSdl } from '../schema/read.ts'
import { fieldTable } from './field-table.ts'
import { isGranted, protectedContent, schema } from './schema.ts'

const sdl = readSdl()
const access = readAccess()

describe('the committed schema', () => {
  test('is a valid GraphQL schema without descriptions', () => {
    expect(validateSchema(buildSchema(sdl, { assumeValidSDL: true }))).toEqual([])
    expect(sdl).not.toContain('"""')
  })

  test('keeps deprecations and the @idempotent directive', () => {
    const shop = schema.getType('Customer')
    expect(isObjectType(shop) && shop.getFields()['email']?.deprecationReason).toBeTruthy()
    expect(schema.getDirective('idempotent')?.locations).toEqual(['FIELD'])
  })

  test('names scopes and protected fields only for types and fields that exist', () => {
    for (const [type, fields] of [...Object.entries(access.fields), ...Object.entries(access.protected)]) {
      const found = schema.getType(type)
      const names = found && 'getFields' in found ? Object.keys(found.getFields()) : []
      expect(names).toEqual(expect.arrayContaining(Object.keys(fields)))
    }
    expect(Object.keys(access.types).filter((type) => !schema.getType(type))).toEqual([])
  })

  test('knows a postcode as a protected address and a country as none', () => {
    expect(protectedContent('MailingAddress', 'zip')).toBe('address')
    expect(protectedContent('MailingAddress', 'countryCodeV2')).toBeNull()
  })
})

test('write_products opens what read_products opens, not the other way round', () => {
  expect(isGranted(['write_products'], ['read_products'])).toBe(true)
  expect(isGranted(['read_products'], ['write_products'])).toBe(false)
})

test('every implemented field exists in the schema, and connections are implemented as connections', () => {
  for (const [typeName, fields] of Object.entries(fieldTable)) {
    const type = schema.getType(typeName)
    if (!isObjectType(type)) throw new Error(`${typeName} is not an object type of the schema`)
    for (const [name, field] of Object.entries(fields)) {
      const definition = type.getFields()[name]
      if (!definition) {
        // Connections share one implementation of nodes, edges and pageInfo; a few connection types lack nodes.
        expect(typeName, `${typeName}.${name}`).toMatch(/Connection$|Edge$/)
        continue
      }
      const isConnection =
        /Connection!?$/.test(String(definition.type)) &&
        'first' in Object.fromEntries(definition.args.map((arg) => [arg.name, arg]))
      expect(typeof field === 'object', `${typeName}.${name}`).toBe(isConnection)
      expect(definition.deprecationReason ?? null, `${typeName}.${name}`).toBeNull()
    }
  }
})
