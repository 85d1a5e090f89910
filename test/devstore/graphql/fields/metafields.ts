/**
 * Metafields of variants, and the app's own data on its installation: setting, deleting, their definitions, reading them.
 * In: mutation input, an owner. Out: payloads with userErrors, the changed model, events. Invariant: a set is atomic: one refused entry means
 * that nothing was written; a stale compareDigest is refused, as at Shopify. Other owners are not implemented, and say so.
 * That setting one also touches the product (products/update) is assumed: it is the harder case for an app that follows its own writes.
 */
import type { MetafieldDefinitionRecord, MetafieldRecord, ShopEvent, ShopState, Variant } from '../../model.ts'
import { productUpdated } from '../../shop/catalog-operations.ts'
import { touch } from '../../shop/change.ts'
import { toInstant } from '../../shop/empty.ts'
import { hash32 } from '../../shop/hash.ts'
import { ownName } from '../app-names.ts'
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
import { jsonOf, valueProblem } from '../field-values.ts'
import { recordOf, recordsOf, textsOf } from '../input.ts'
import { listChildren } from '../listings.ts'

const MOST_PER_CALL = 25
type SetError = UserError & { elementIndex: number | null }
interface SetPayload {
  metafields: MetafieldRecord[] | null
  userErrors: SetError[]
}
interface DefinitionPayload {
  definition: MetafieldDefinitionRecord | null
  userErrors: UserError[]
}

interface DeletedPayload {
  deleted: { ownerId: string; namespace: string; key: string }[] | null
  userErrors: UserError[]
}

/** Without a namespace the app's own is meant. */
function resolveNamespace(given: unknown): string {
  return ownName(given == null ? '$app' : String(given))
}

const keyOf = (owner: string, namespace: string, key: string): string => `${owner} ${namespace} ${key}`

export function findMetafield(state: ShopState, owner: string, args: Args): MetafieldRecord | null {
  return state.metafields.get(keyOf(owner, resolveNamespace(args['namespace']), String(args['key']))) ?? null
}

/** App data belongs to the installation: an app may always write its own. */
function requireScope(context: Context): void {
  if (!context.scopes.includes('write_products'))
    throw new ApiError('Access denied for metafieldsSet. Required access: `write_products` access scope.', {
      code: 'ACCESS_DENIED',
    })
}

/** The variant that owns it, or 'app'; null: there is no such owner. */
function findOwner(ownerId: string, context: Context): Variant | 'app' | null {
  const { type, id } = parseGid(ownerId)
  if (type === 'AppInstallation') return context.state.shop.id === id ? 'app' : null
  if (type !== 'ProductVariant') throw notImplemented(`A metafield of a ${type}`)
  requireScope(context)
  return context.state.variants.get(id) ?? null
}

function setMetafields(args: Args, context: Context): SetPayload {
  const { state } = context
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
  const planned = inputs.flatMap((input, index): { record: MetafieldRecord; owner: Variant | 'app' }[] => {
    const ownerId = String(input['ownerId'])
    const owner = findOwner(ownerId, context)
    if (owner === null) {
      userErrors.push(refuse(index, ['ownerId'], 'Owner does not exist.', 'INVALID'))
      return []
    }
    const namespace = resolveNamespace(input['namespace'])
    const key = String(input['key'])
    const stored = state.metafields.get(keyOf(ownerId, namespace, key)) ?? null
    const type = input['type'] ?? stored?.type ?? definitionOf(state, namespace, key)?.type
    const value = String(input['value'])
    const problem = type == null ? null : valueProblem(String(type), value)
    if (type == null) userErrors.push(refuse(index, ['type'], "Type can't be blank", 'BLANK'))
    else if (problem !== null) userErrors.push(refuse(index, ['value'], problem, 'INVALID_VALUE'))
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
    return [{ record, owner }]
  })
  if (userErrors.length > 0) return { metafields: null, userErrors }
  const events = new Map<string, ShopEvent>()
  for (const { record, owner } of planned) {
    state.metafields.set(keyOf(record.ownerId, record.namespace, record.key), record)
    if (owner === 'app') continue
    touch(state, owner)
    events.set(owner.productId, productUpdated(state, owner.productId))
  }
  if (events.size > 0) context.emit([...events.values()])
  return { metafields: planned.map(({ record }) => record), userErrors }
}

/** What was not there is left out of the answer. */
function deleteMetafields(args: Args, context: Context): DeletedPayload {
  const { state } = context
  const inputs = recordsOf(args['metafields'])
  const owners = inputs.map((input) => findOwner(String(input['ownerId']), context))
  const missing = owners.indexOf(null)
  if (missing !== -1) {
    const field = ['metafields', String(missing), 'ownerId']
    return { deleted: null, userErrors: [{ field, message: 'Owner does not exist.' }] }
  }
  const events = new Map<string, ShopEvent>()
  const deleted = inputs.flatMap((input, index) => {
    const identifier = {
      ownerId: String(input['ownerId']),
      namespace: resolveNamespace(input['namespace']),
      key: String(input['key']),
    }
    if (!state.metafields.delete(keyOf(identifier.ownerId, identifier.namespace, identifier.key))) return []
    const owner = owners[index]
    if (owner && owner !== 'app') {
      touch(state, owner)
      events.set(owner.productId, productUpdated(state, owner.productId))
    }
    return [identifier]
  })
  if (events.size > 0) context.emit([...events.values()])
  return { deleted, userErrors: [] }
}

/** The metafields of one owner, of one namespace or with certain keys (`namespace.key`, or `key` beside a namespace). */
export const metafieldsOf = (ownerId: string, args: Args, { state }: Context) => {
  const namespace = args['namespace'] == null ? null : resolveNamespace(args['namespace'])
  const keys = args['keys'] == null ? null : new Set(textsOf(args['keys']))
  const found = [...state.metafields.values()].filter(
    (metafield) =>
      metafield.ownerId === ownerId &&
      (namespace === null || metafield.namespace === namespace) &&
      (keys === null ||
        keys.has(`${metafield.namespace}.${metafield.key}`) ||
        (namespace !== null && keys.has(metafield.key))),
  )
  return listChildren(found, args)
}

/** The app's data goes with its installation. */
export function forgetAppData(state: ShopState): void {
  const owner = gid('AppInstallation', state.shop.id)
  for (const [key, metafield] of state.metafields) if (metafield.ownerId === owner) state.metafields.delete(key)
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

export const metafieldMutations: TypeFields = fieldsOf<null>({
  metafieldsSet: (_, args, context) => setMetafields(args, context),
  metafieldsDelete: (_, args, context) => deleteMetafields(args, context),
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
  MetafieldsDeletePayload: fieldsOf<DeletedPayload>({
    deletedMetafields: (payload) => payload.deleted,
    userErrors: (payload) => payload.userErrors,
  }),
  MetafieldIdentifier: fieldsOf<{ ownerId: string; namespace: string; key: string }>({
    ownerId: ({ ownerId }) => ownerId,
    namespace: ({ namespace }) => namespace,
    key: ({ key }) => key,
  }),
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
    jsonValue: (metafield) => jsonOf(metafield.type, metafield.value),
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
