/**
 * Mutation: everything that an app may write here, besides prices and stock.
 * In: arguments. Out: payloads with userErrors, events. Invariant: what is not in this table is an error, not a silent success.
 */
import type { Customer, Order, Product } from '../../model.ts'
import { happened, touch } from '../../shop/change.ts'
import { toInstant } from '../../shop/empty.ts'
import type { WebhookSubscriptionRecord } from '../api.ts'
import type { BulkOperation } from '../bulk.ts'
import {
  ApiError,
  fieldsOf,
  gid,
  idOf,
  notImplemented,
  parseGid,
  type Ref,
  type Args,
  type Context,
  type FieldTable,
  type UserError,
} from '../engine.ts'
import { recordOf, textsOf } from '../input.ts'
import { topicText } from '../webhook-subscriptions.ts'
import { flowMutations, flowPayloads } from './flow-mutations.ts'
import { metafieldMutations } from './metafields.ts'
import { metaobjectMutations, metaobjectPayloads } from './metaobject-mutations.ts'
import { findNode } from './nodes.ts'
import { priceMutations, pricePayloads } from './price-mutations.ts'
import { stockMutations, stockPayloads } from './stock-mutations.ts'
import { transferMutations, transferPayloads } from './transfer-mutations.ts'
import { translationMutations } from './translations.ts'

interface BulkPayload {
  operation: BulkOperation | null
  userErrors: UserError[]
}
interface TagsPayload {
  node: Ref | null
  userErrors: UserError[]
}
interface SubscriptionPayload {
  record: WebhookSubscriptionRecord | null
  deletedId: string | null
  userErrors: UserError[]
}

const TAGGED: Readonly<Record<string, { topic: string; scope: string }>> = {
  Order: { topic: 'orders/updated', scope: 'write_orders' },
  Product: { topic: 'products/update', scope: 'write_products' },
  Customer: { topic: 'customers/update', scope: 'write_customers' },
}

/** Tags are a sorted set without regard to case; an unchanged set is no event. */
function changeTags(args: Args, context: Context, next: (tags: string[], given: string[]) => string[]): TagsPayload {
  const { type } = parseGid(args['id'])
  const tagged = TAGGED[type]
  if (!tagged) throw notImplemented(`Tagging a ${type}`)
  if (!context.scopes.includes(tagged.scope))
    throw new ApiError(`Access denied for tagging a ${type}. Required access: \`${tagged.scope}\` access scope.`, {
      code: 'ACCESS_DENIED',
    })
  const ref = findNode(args['id'], context)
  if (!ref) return { node: null, userErrors: [{ field: ['id'], message: `${type} does not exist` }] }
  const resource = ref.source as Order | Product | Customer
  const given = textsOf(args['tags'])
    .flatMap((tag) => tag.split(',').map((part) => part.trim()))
    .filter((tag) => tag !== '')
  const before = resource.tags
  const tags = next(before, given).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
  if (tags.length === before.length && tags.every((tag) => before.includes(tag))) return { node: ref, userErrors: [] }
  resource.tags = tags
  touch(context.state, resource)
  context.emit([happened(context.state, tagged.topic, type, resource.id)])
  return { node: ref, userErrors: [] }
}

const includesTag = (tags: readonly string[], tag: string): boolean =>
  tags.some((entry) => entry.toLowerCase() === tag.toLowerCase())

export const mutationFields: FieldTable = {
  Mutation: {
    ...priceMutations,
    ...stockMutations,
    ...transferMutations,
    ...metafieldMutations,
    ...metaobjectMutations,
    ...translationMutations,
    ...flowMutations,
    ...fieldsOf<null>({
      bulkOperationRunQuery: (_, args, { bulk, scopes }): BulkPayload => {
        const started = bulk.start(String(args['query']), args['groupObjects'] === true, scopes)
        return 'error' in started
          ? { operation: null, userErrors: [started.error] }
          : { operation: started.operation, userErrors: [] }
      },
      bulkOperationCancel: (_, args, { bulk }): BulkPayload => {
        const { operation, error } = bulk.cancel(idOf('BulkOperation', args['id']))
        return { operation, userErrors: error ? [error] : [] }
      },
      tagsAdd: (_, args, context) =>
        changeTags(args, context, (tags, given) =>
          given.reduce((all, tag) => (includesTag(all, tag) ? all : [...all, tag]), tags),
        ),
      tagsRemove: (_, args, context) =>
        changeTags(args, context, (tags, given) => tags.filter((tag) => !includesTag(given, tag))),
      webhookSubscriptionCreate: (_, args, { subscriptions, now }): SubscriptionPayload => {
        const topic = topicText(String(args['topic']))
        if (topic === null) throw notImplemented(`The webhook topic ${String(args['topic'])}`)
        const made = subscriptions.create(topic, recordOf(args['webhookSubscription']), toInstant(now()))
        return 'message' in made
          ? { record: null, deletedId: null, userErrors: [made] }
          : { record: made, deletedId: null, userErrors: [] }
      },
      webhookSubscriptionDelete: (_, args, { subscriptions }): SubscriptionPayload => {
        const id = idOf('WebhookSubscription', args['id'])
        const gone = subscriptions.records.delete(id)
        const userErrors = gone ? [] : [{ field: ['id'], message: 'Webhook subscription does not exist' }]
        return { record: null, deletedId: gone ? gid('WebhookSubscription', id) : null, userErrors }
      },
    }),
  },
  ...pricePayloads,
  ...stockPayloads,
  ...flowPayloads,
  ...transferPayloads,
  ...metaobjectPayloads,
  BulkOperationRunQueryPayload: fieldsOf<BulkPayload>({
    bulkOperation: ({ operation }) => operation,
    userErrors: ({ userErrors }) => userErrors,
  }),
  BulkOperationCancelPayload: fieldsOf<BulkPayload>({
    bulkOperation: ({ operation }) => operation,
    userErrors: ({ userErrors }) => userErrors,
  }),
  TagsAddPayload: fieldsOf<TagsPayload>({ node: ({ node }) => node, userErrors: ({ userErrors }) => userErrors }),
  TagsRemovePayload: fieldsOf<TagsPayload>({ node: ({ node }) => node, userErrors: ({ userErrors }) => userErrors }),
  WebhookSubscriptionCreatePayload: fieldsOf<SubscriptionPayload>({
    webhookSubscription: ({ record }) => record,
    userErrors: ({ userErrors }) => userErrors,
  }),
  WebhookSubscriptionDeletePayload: fieldsOf<SubscriptionPayload>({
    deletedWebhookSubscriptionId: ({ deletedId }) => deletedId,
    userErrors: ({ userErrors }) => userErrors,
  }),
}
