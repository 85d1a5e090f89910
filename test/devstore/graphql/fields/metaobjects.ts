/**
 * Metaobjects of the types that the app's TOML declares: reading them.
 * In: the model. Out: their Admin API fields. Invariant: `$app:` types are the app's own; a type that nobody declared has no objects.
 */
import type { MetaobjectDefinitionRecord, MetaobjectRecord, ShopState } from '../../model.ts'
import { ownName } from '../app-names.ts'
import {
  connection,
  fieldsOf,
  gid,
  idOf,
  mustHold,
  notImplemented,
  Ref,
  type Args,
  type Context,
  type FieldTable,
} from '../engine.ts'
import { jsonOf } from '../field-values.ts'
import { recordOf } from '../input.ts'
import { listChildren } from '../listings.ts'

type FieldDefinition = MetaobjectDefinitionRecord['fields'][number]

interface FieldOf {
  metaobject: MetaobjectRecord
  definition: FieldDefinition
}

export function definitionOf(state: ShopState, metaobject: MetaobjectRecord): MetaobjectDefinitionRecord {
  return mustHold(state.metaobjectDefinitions, metaobject.type, 'The definition of metaobjects of type')
}

export function metaobjectsOf(state: ShopState, type: string): MetaobjectRecord[] {
  return [...state.metaobjects.values()].filter((metaobject) => metaobject.type === type)
}

export function findByHandle(state: ShopState, type: string, handle: string): MetaobjectRecord | null {
  return metaobjectsOf(state, type).find((metaobject) => metaobject.handle === handle) ?? null
}

function displayName(state: ShopState, metaobject: MetaobjectRecord): string {
  const { displayNameField } = definitionOf(state, metaobject)
  return (displayNameField === null ? undefined : metaobject.values.get(displayNameField)) ?? metaobject.handle
}

/** The objects that a reference or a list of them names, in order, without those that are gone. */
export function referredTo(state: ShopState, { metaobject, definition }: FieldOf): MetaobjectRecord[] {
  const value = metaobject.values.get(definition.key)
  if (value === undefined || definition.refersTo === null) return []
  const gids = definition.type.startsWith('list.') ? (jsonOf(definition.type, value) as string[]) : [value]
  return gids.flatMap((one) => state.metaobjects.get(idOf('Metaobject', one)) ?? [])
}

function fieldsIn(state: ShopState, metaobject: MetaobjectRecord): FieldOf[] {
  return definitionOf(state, metaobject).fields.map((definition) => ({ metaobject, definition }))
}

function jsonIn({ metaobject, definition }: FieldOf): unknown {
  const value = metaobject.values.get(definition.key)
  return value === undefined ? null : jsonOf(definition.type, value)
}

export const metaobjectQueries = fieldsOf<null>({
  metaobject: (_, args, { state }) => state.metaobjects.get(idOf('Metaobject', args['id'])) ?? null,
  metaobjectByHandle: (_, args, { state }) => {
    const handle = recordOf(args['handle'])
    return findByHandle(state, ownName(String(handle['type'])), String(handle['handle']))
  },
  metaobjects: connection((_: null, args: Args, { state }: Context) => {
    if (args['query'] != null) throw notImplemented('QueryRoot.metaobjects(query:)')
    if (args['sortKey'] != null && args['sortKey'] !== 'id')
      throw notImplemented(`QueryRoot.metaobjects(sortKey: ${JSON.stringify(args['sortKey'])})`)
    return listChildren(metaobjectsOf(state, ownName(String(args['type']))), args)
  }),
})

export const metaobjectTypes: FieldTable = {
  Metaobject: fieldsOf<MetaobjectRecord>({
    id: (metaobject) => gid('Metaobject', metaobject.id),
    type: (metaobject) => metaobject.type,
    handle: (metaobject) => metaobject.handle,
    displayName: (metaobject, _, { state }) => displayName(state, metaobject),
    createdAt: (metaobject) => metaobject.createdAt,
    updatedAt: (metaobject) => metaobject.updatedAt,
    capabilities: (metaobject) => metaobject,
    fields: (metaobject, _, { state }) => fieldsIn(state, metaobject),
    field: (metaobject, args, { state }) =>
      fieldsIn(state, metaobject).find(({ definition }) => definition.key === args['key']) ?? null,
    values: (metaobject, _, { state }) =>
      Object.fromEntries(fieldsIn(state, metaobject).map((field) => [field.definition.key, jsonIn(field)])),
  }),
  MetaobjectField: fieldsOf<FieldOf>({
    key: ({ definition }) => definition.key,
    type: ({ definition }) => definition.type,
    value: ({ metaobject, definition }) => metaobject.values.get(definition.key) ?? null,
    jsonValue: jsonIn,
    reference: (field, _, { state }) => {
      const found = field.definition.type.startsWith('list.') ? undefined : referredTo(state, field)[0]
      return found ? new Ref('Metaobject', found) : null
    },
    references: connection((field: FieldOf, args: Args, { state }: Context) =>
      listChildren(field.definition.type.startsWith('list.') ? referredTo(state, field) : [], args, (found) => {
        return new Ref('Metaobject', found)
      }),
    ),
  }),
  MetaobjectCapabilityData: fieldsOf<MetaobjectRecord>({
    publishable: (metaobject, _, { state }) => (definitionOf(state, metaobject).publishable ? metaobject : null),
    // The dev store's definitions make no pages of their own.
    onlineStore: () => null,
  }),
  MetaobjectCapabilityDataPublishable: fieldsOf<MetaobjectRecord>({ status: (metaobject) => metaobject.status }),
}
