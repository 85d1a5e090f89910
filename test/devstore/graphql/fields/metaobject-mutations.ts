/**
 * Writing metaobjects: upsert by handle, update, delete one or many.
 * In: mutation input. Out: payloads with userErrors, the changed model. Invariant: one refused field means that nothing was written;
 * only the app's own types may be written; a deleted object takes its translations with it.
 */
import type { MetaobjectDefinitionRecord, MetaobjectRecord, ShopState } from '../../model.ts'
import { toInstant } from '../../shop/empty.ts'
import { isOwnName, ownName } from '../app-names.ts'
import {
  ApiError,
  fieldsOf,
  gid,
  idOf,
  notImplemented,
  parseGid,
  type Args,
  type Context,
  type FieldTable,
} from '../engine.ts'
import { textOf, valueProblem } from '../field-values.ts'
import { recordOf, recordsOf, textsOf } from '../input.ts'
import { findByHandle, metaobjectsOf } from './metaobjects.ts'

interface MetaobjectError {
  field: string[]
  message: string
  code: string
  elementKey: string | null
  elementIndex: number | null
}
interface MetaobjectPayload {
  metaobject: MetaobjectRecord | null
  userErrors: MetaobjectError[]
}
interface DeletePayload {
  deletedId: string | null
  userErrors: MetaobjectError[]
}
interface BulkDeletePayload {
  job: { id: string } | null
  userErrors: MetaobjectError[]
}

const HANDLE = /^[a-z0-9](?:[a-z0-9_-]{0,253}[a-z0-9])?$/

function refuse(field: string[], message: string, code: string, elementKey: string | null = null): MetaobjectError {
  return { field, message, code, elementKey, elementIndex: null }
}

/** The fields of the input as texts; null: to be emptied. Or why they cannot be read. */
function readInput(
  input: Args | null,
  values: unknown,
  definition: MetaobjectDefinitionRecord,
): { given: Map<string, string | null>; userErrors: MetaobjectError[] } {
  const given = new Map<string, string | null>()
  const userErrors: MetaobjectError[] = []
  if (values != null) {
    const record = recordOf(values)
    for (const { key } of definition.fields) given.set(key, null)
    for (const [key, value] of Object.entries(record)) {
      const field = definition.fields.find((one) => one.key === key)
      given.set(key, value === null || !field ? null : textOf(field.type, value))
      if (!field)
        userErrors.push(refuse(['values'], `Field definition "${key}" does not exist`, 'UNDEFINED_OBJECT_FIELD', key))
    }
    return { given, userErrors }
  }
  recordsOf(input?.['fields']).forEach((entry, index) => {
    const key = String(entry['key'])
    const at = ['metaobject', 'fields', String(index)]
    if (given.has(key)) userErrors.push(refuse(at, `Field "${key}" was given twice`, 'DUPLICATE_FIELD_INPUT', key))
    if (!definition.fields.some((field) => field.key === key))
      userErrors.push(refuse(at, `Field definition "${key}" does not exist`, 'UNDEFINED_OBJECT_FIELD', key))
    // An empty text empties the field.
    given.set(key, entry['value'] === '' ? null : String(entry['value']))
  })
  return { given, userErrors }
}

function checkValues(
  state: ShopState,
  definition: MetaobjectDefinitionRecord,
  values: ReadonlyMap<string, string>,
): MetaobjectError[] {
  return definition.fields.flatMap((field): MetaobjectError[] => {
    const value = values.get(field.key)
    if (value === undefined)
      return field.required
        ? [refuse(['metaobject'], `${field.name} can't be blank`, 'OBJECT_FIELD_REQUIRED', field.key)]
        : []
    const problem = valueProblem(field.type, value) ?? referenceProblem(state, field, value)
    return problem === null ? [] : [refuse(['metaobject'], problem, 'INVALID_VALUE', field.key)]
  })
}

function referenceProblem(
  state: ShopState,
  { type, refersTo }: MetaobjectDefinitionRecord['fields'][number],
  value: string,
): string | null {
  if (refersTo === null) return null
  const gids = type.startsWith('list.') ? (JSON.parse(value) as string[]) : [value]
  for (const one of gids) {
    const parsed = parseGid(one)
    const found = parsed.type === 'Metaobject' ? state.metaobjects.get(parsed.id) : undefined
    if (found?.type !== refersTo) return `Value references non-existent resource ${one}.`
  }
  return null
}

/** The status after the write, or why it is refused. A new object is a draft unless it is said to be active. */
function statusOf(
  input: Args | null,
  before: MetaobjectRecord | null,
  definition: MetaobjectDefinitionRecord,
): MetaobjectRecord['status'] | MetaobjectError {
  const none = before?.status ?? (definition.publishable ? 'DRAFT' : 'ACTIVE')
  const capabilities = input?.['capabilities'] == null ? null : recordOf(input['capabilities'])
  if (capabilities === null) return none
  if (capabilities['onlineStore'] != null) throw notImplemented('MetaobjectCapabilityDataInput.onlineStore')
  if (capabilities['publishable'] == null) return none
  if (!definition.publishable)
    return refuse(
      ['capabilities', 'publishable'],
      'Capability is not enabled on this definition',
      'CAPABILITY_NOT_ENABLED',
    )
  return recordOf(capabilities['publishable'])['status'] === 'ACTIVE' ? 'ACTIVE' : 'DRAFT'
}

function save(
  before: MetaobjectRecord | null,
  handle: string,
  definition: MetaobjectDefinitionRecord,
  input: Args | null,
  values: unknown,
  { state }: Context,
): MetaobjectPayload {
  if (input?.['redirectNewHandle'] === true) throw notImplemented('MetaobjectUpdateInput.redirectNewHandle')
  const wanted = input?.['handle'] == null ? handle : String(input['handle'])
  const { given, userErrors } = readInput(input, values, definition)
  const status = statusOf(input, before, definition)
  if (typeof status === 'object') userErrors.push(status)
  if (!HANDLE.test(wanted)) userErrors.push(refuse(['handle'], 'Handle is invalid', 'INVALID'))
  const taken = findByHandle(state, definition.type, wanted)
  if (taken && taken !== before) userErrors.push(refuse(['handle'], 'Handle has already been taken', 'TAKEN'))
  const next = new Map(before?.values)
  for (const [key, value] of given) {
    if (value === null) next.delete(key)
    else next.set(key, value)
  }
  if (userErrors.length === 0) userErrors.push(...checkValues(state, definition, next))
  if (userErrors.length > 0 || typeof status === 'object') return { metaobject: null, userErrors }
  const at = toInstant(state.now())
  const saved: MetaobjectRecord = before ?? {
    id: state.nextId(),
    type: definition.type,
    handle: wanted,
    values: next,
    status,
    createdAt: at,
    updatedAt: at,
  }
  Object.assign(saved, { handle: wanted, values: next, status, updatedAt: at })
  state.metaobjects.set(saved.id, saved)
  return { metaobject: saved, userErrors: [] }
}

function upsert(args: Args, context: Context): MetaobjectPayload {
  const handle = recordOf(args['handle'])
  const type = ownName(String(handle['type']))
  const definition = context.state.metaobjectDefinitions.get(type)
  if (!definition) {
    const message = `No metaobject definition exists for type "${String(handle['type'])}"`
    return { metaobject: null, userErrors: [refuse(['handle', 'type'], message, 'UNDEFINED_OBJECT_TYPE')] }
  }
  mayWrite(type)
  const input = args['metaobject'] == null ? null : recordOf(args['metaobject'])
  if (input?.['fields'] != null && args['values'] != null) {
    const message = 'Only one of metaobject.fields and values can be given'
    return { metaobject: null, userErrors: [refuse(['values'], message, 'INVALID')] }
  }
  const name = String(handle['handle'])
  return save(findByHandle(context.state, type, name), name, definition, input, args['values'], context)
}

function update(args: Args, context: Context): MetaobjectPayload {
  const before = context.state.metaobjects.get(idOf('Metaobject', args['id']))
  const definition = before && context.state.metaobjectDefinitions.get(before.type)
  if (!before || !definition)
    return { metaobject: null, userErrors: [refuse(['id'], 'Record not found', 'RECORD_NOT_FOUND')] }
  mayWrite(before.type)
  const input = recordOf(args['metaobject'])
  return save(before, before.handle, definition, input, input['values'], context)
}

function mayWrite(type: string): void {
  if (!isOwnName(type))
    throw new ApiError(`Access denied: metaobjects of type ${type} belong to somebody else.`, { code: 'ACCESS_DENIED' })
}

function forget(state: ShopState, metaobject: MetaobjectRecord): void {
  mayWrite(metaobject.type)
  state.metaobjects.delete(metaobject.id)
  const resource = gid('Metaobject', metaobject.id)
  for (const [key, translation] of state.translations)
    if (translation.resourceId === resource) state.translations.delete(key)
}

function remove(args: Args, { state }: Context): DeletePayload {
  const found = state.metaobjects.get(idOf('Metaobject', args['id']))
  if (!found) return { deletedId: null, userErrors: [refuse(['id'], 'Record not found', 'RECORD_NOT_FOUND')] }
  forget(state, found)
  return { deletedId: gid('Metaobject', found.id), userErrors: [] }
}

/** Shopify works through these in a job; here they are gone when it is answered, and the job says so. */
function removeMany(args: Args, { state }: Context): BulkDeletePayload {
  const where = recordOf(args['where'])
  if ((where['ids'] == null) === (where['type'] == null)) {
    const message = 'Exactly one of ids and type must be given'
    return { job: null, userErrors: [refuse(['where'], message, 'INVALID')] }
  }
  const doomed =
    where['type'] == null
      ? textsOf(where['ids']).flatMap((id) => state.metaobjects.get(idOf('Metaobject', id)) ?? [])
      : metaobjectsOf(state, ownName(String(where['type'])))
  for (const metaobject of doomed) forget(state, metaobject)
  return { job: { id: state.nextId() }, userErrors: [] }
}

export const metaobjectMutations = fieldsOf<null>({
  metaobjectUpsert: (_, args, context) => upsert(args, context),
  metaobjectUpdate: (_, args, context) => update(args, context),
  metaobjectDelete: (_, args, context) => remove(args, context),
  metaobjectBulkDelete: (_, args, context) => removeMany(args, context),
})

const payload = fieldsOf<MetaobjectPayload>({
  metaobject: ({ metaobject }) => metaobject,
  userErrors: ({ userErrors }) => userErrors,
})

export const metaobjectPayloads: FieldTable = {
  MetaobjectUpsertPayload: payload,
  MetaobjectUpdatePayload: payload,
  MetaobjectDeletePayload: fieldsOf<DeletePayload>({
    deletedId: ({ deletedId }) => deletedId,
    userErrors: ({ userErrors }) => userErrors,
  }),
  MetaobjectBulkDeletePayload: fieldsOf<BulkDeletePayload>({
    job: ({ job }) => job,
    userErrors: ({ userErrors }) => userErrors,
  }),
  Job: fieldsOf<{ id: string }>({ id: (job) => gid('Job', job.id), done: () => true }),
  MetaobjectUserError: fieldsOf<MetaobjectError>({
    field: (error) => error.field,
    message: (error) => error.message,
    code: (error) => error.code,
    elementKey: (error) => error.elementKey,
    elementIndex: (error) => error.elementIndex,
  }),
}
