/**
 * App-owned metafields of variants: setting them, their definitions, reading them.
 * In: mutation input, an owner. Out: payloads with userErrors, the changed model, events. Invariant: a set is atomic: one refused entry means
 * that nothing was written; a stale compareDigest is refused, as at Shopify. Owners other than variants are not implemented, and say so.
 * That setting one also touches the product (products/update) is assumed: it is the harder case for an app that follows its own writes.
 */
import type { MetafieldDefinitionRecord, MetafieldRecord, ShopEvent, ShopState, Variant } from '../../model.ts'
import { productUpdated } from '../../shop/catalog-operations.ts'
import { touch } from '../../shop/change.ts'
import { toInstant } from '../../shop/empty.ts'
import { hash32 } from '../../shop/hash.ts'
import {
  ApiError,
  fieldsOf,
  gid,
  notImplemented,
  parseGid,
  type Args,
  type Context,
  type FieldTable,
  type TypeFields,
  type UserError,
} from '../engine.ts'
import { recordOf, recordsOf } from '../input.ts'

const MOST_PER_CALL = 25
/** The numeric id of the one app that a dev store knows. */
const APP_ID = '290000000001'
const TYPES = new Set(['json', 'single_line_text_field', 'number_integer', 'number_decimal', 'boolean'])

type SetError = UserError & { elementIndex: number | null }
interface SetPayload {
  metafields: MetafieldRecord[] | null
  userErrors: SetError[]
}
interface DefinitionPayload {
  definition: MetafieldDefinitionRecord | null
  userErrors: UserError[]
}

/** `$app` and `$app:name` are the app's own namespaces, stored under its id; without one `$app` is meant. */
function resolveNamespace(given: unknown): string {
  const namespace = given == null ? '$app' : String(given)
  return namespace.startsWith('$app') ? `app--${APP_ID}${namespace.slice('$app'.length).replace(':', '--')}` : namespace
}

const keyOf = (owner: string, namespace: string, key: string): string => `${owner} ${namespace} ${key}`

export function findMetafield(state: ShopState, owner: string, args: Args): MetafieldRecord | null {
  return state.metafields.get(keyOf(owner, resolveNamespace(args['namespace']), String(args['key']))) ?? null
}

function requireScope(context: Context): void {
  if (!context.scopes.includes('write_products'))
    throw new ApiError('Access denied for metafieldsSet. Required access: `write_products` access scope.', {
      code: 'ACCESS_DENIED',
    })
}

function setMetafields(args: Args, context: Context): SetPayload {
  const { state } = context
  requireScope(context)
  const inputs = recordsOf(args['metafields'])
  const refuse = (index: number | null, field: string[], message: string, code: string): SetError => ({
    field: index === null ? field : ['metafields', String(index), ...field],
    message,
    code,
    elementIndex: index,
  })
  if (inputs.length > MOST_PER_CALL) {
    const message = `Exceeded the maximum metafields input limit of ${MOST_PER_CALL}.`
    return { metafields: null, userErrors: [refuse(null, ['metafields'], message, 'LESS_THAN_OR_EQUAL_TO')] }
  }
  const userErrors: SetError[] = []
  const planned = inputs.flatMap((input, index): { record: MetafieldRecord; variant: Variant }[] => {
    const ownerId = String(input['ownerId'])
    const { type: ownerType, id } = parseGid(ownerId)
    if (ownerType !== 'ProductVariant') throw notImplemented(`A metafield of a ${ownerType}`)
    const variant = state.variants.get(id)
    if (!variant) {
      userErrors.push(refuse(index, ['ownerId'], 'Owner does not exist.', 'INVALID'))
      return []
    }
    const namespace = resolveNamespace(input['namespace'])
    const key = String(input['key'])
    const stored = state.metafields.get(keyOf(ownerId, namespace, key)) ?? null
    const type = input['type'] ?? stored?.type ?? definitionOf(state, namespace, key)?.type
    const value = String(input['value'])
    if (type == null) userErrors.push(refuse(index, ['type'], "Type can't be blank", 'BLANK'))
    else if (!TYPES.has(String(type))) throw notImplemented(`The metafield type ${String(type)}`)
    else if (type === 'json' && !isJson(value))
      userErrors.push(refuse(index, ['value'], 'Value is invalid JSON.', 'INVALID_VALUE'))
    if ('compareDigest' in input && input['compareDigest'] !== (stored?.compareDigest ?? null))
      userErrors.push(
        refuse(index, ['compareDigest'], 'The resource has been updated since it was loaded.', 'STALE_OBJECT'),
      )
    const at = toInstant(state.now())
    const record: MetafieldRecord = {
      id: stored?.id ?? state.nextId(),
      ownerId,
      namespace,
      key,
      type: String(type),
      value,
      compareDigest: hash32(value).toString(16),
      createdAt: stored?.createdAt ?? at,
      updatedAt: at,
    }
    return [{ record, variant }]
  })
  if (userErrors.length > 0) return { metafields: null, userErrors }
  const events = new Map<string, ShopEvent>()
  for (const { record, variant } of planned) {
    state.metafields.set(keyOf(record.ownerId, record.namespace, record.key), record)
    touch(state, variant)
    events.set(variant.productId, productUpdated(state, variant.productId))
  }
  if (events.size > 0) context.emit([...events.values()])
  return { metafields: planned.map(({ record }) => record), userErrors }
}

function definitionOf(state: ShopState, namespace: string, key: string): MetafieldDefinitionRecord | undefined {
  return state.metafieldDefinitions.get(keyOf('PRODUCTVARIANT', namespace, key))
}

function createDefinition(args: Args, context: Context): DefinitionPayload {
  const { state } = context
  requireScope(context)
  const input = recordOf(args['definition'])
  for (const field of Object.keys(input))
    if (
      ![
        'name',
        'namespace',
        'key',
        'type',
        'ownerType',
        'access',
        'description',
        'pin',
        'useAsCollectionCondition',
      ].includes(field)
    )
      throw notImplemented(`MetafieldDefinitionInput.${field}`)
  if (input['ownerType'] !== 'PRODUCTVARIANT') throw notImplemented(`Definitions for ${String(input['ownerType'])}`)
  const access = input['access'] == null ? {} : recordOf(input['access'])
  const namespace = resolveNamespace(input['namespace'])
  const key = String(input['key'])
  if (definitionOf(state, namespace, key)) {
    const message = 'Key is in use for ProductVariant metafields on the namespace.'
    return { definition: null, userErrors: [{ field: ['definition', 'key'], message, code: 'TAKEN' }] }
  }
  const definition: MetafieldDefinitionRecord = {
    id: state.nextId(),
    namespace,
    key,
    name: String(input['name']),
    type: String(input['type']),
    storefront: access['storefront'] === 'PUBLIC_READ' ? 'PUBLIC_READ' : 'NONE',
  }
  state.metafieldDefinitions.set(keyOf('PRODUCTVARIANT', namespace, key), definition)
  return { definition, userErrors: [] }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

export const metafieldMutations: TypeFields = fieldsOf<null>({
  metafieldsSet: (_, args, context) => setMetafields(args, context),
  metafieldDefinitionCreate: (_, args, context) => createDefinition(args, context),
})

const errorFields = {
  field: (error: UserError) => error.field,
  message: (error: UserError) => error.message,
  code: (error: UserError) => error.code ?? null,
}

export const metafieldTypes: FieldTable = {
  MetafieldsSetPayload: fieldsOf<SetPayload>({
    metafields: (payload) => payload.metafields,
    userErrors: (payload) => payload.userErrors,
  }),
  MetafieldsSetUserError: fieldsOf<SetError>({ ...errorFields, elementIndex: (error) => error.elementIndex }),
  MetafieldDefinitionCreatePayload: fieldsOf<DefinitionPayload>({
    createdDefinition: (payload) => payload.definition,
    userErrors: (payload) => payload.userErrors,
  }),
  MetafieldDefinitionCreateUserError: fieldsOf<UserError>(errorFields),
  Metafield: fieldsOf<MetafieldRecord>({
    id: (metafield) => gid('Metafield', metafield.id),
    namespace: (metafield) => metafield.namespace,
    key: (metafield) => metafield.key,
    type: (metafield) => metafield.type,
    value: (metafield) => metafield.value,
    compareDigest: (metafield) => metafield.compareDigest,
    createdAt: (metafield) => metafield.createdAt,
    updatedAt: (metafield) => metafield.updatedAt,
  }),
  MetafieldDefinition: fieldsOf<MetafieldDefinitionRecord>({
    id: (definition) => gid('MetafieldDefinition', definition.id),
    namespace: (definition) => definition.namespace,
    key: (definition) => definition.key,
    name: (definition) => definition.name,
  }),
}
