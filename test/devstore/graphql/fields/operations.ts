/**
 * Bulk operations and webhook subscriptions as the API shows them.
 * In: their records. Out: Admin API fields. Invariant: counts are text, because they are 64-bit.
 */
import type { WebhookSubscriptionRecord } from '../api.ts'
import type { BulkOperation } from '../bulk.ts'
import { fieldsOf, gid, type FieldTable, type UserError } from '../engine.ts'
import { API_VERSION } from '../schema.ts'
import { topicName } from '../webhook-subscriptions.ts'

const userError = fieldsOf<UserError>({
  field: (error) => error.field,
  message: (error) => error.message,
})

const userErrorWithCode = fieldsOf<UserError>({
  field: (error) => error.field,
  message: (error) => error.message,
  code: (error) => error.code ?? null,
})

export const operationFields: FieldTable = {
  BulkOperation: fieldsOf<BulkOperation>({
    id: (operation) => gid('BulkOperation', operation.id),
    type: () => 'QUERY',
    status: (operation) => operation.status,
    errorCode: (operation) => operation.errorCode,
    query: (operation) => operation.query,
    createdAt: (operation) => operation.createdAt,
    completedAt: (operation) => operation.completedAt,
    objectCount: (operation) => String(operation.objectCount),
    rootObjectCount: (operation) => String(operation.rootObjectCount),
    fileSize: (operation) =>
      operation.completedAt === null || operation.fileSize === null ? null : String(operation.fileSize),
    url: (operation, _, { bulk }) => bulk.urlOf(operation, false),
    partialDataUrl: (operation, _, { bulk }) => bulk.urlOf(operation, true),
  }),
  WebhookSubscription: fieldsOf<WebhookSubscriptionRecord>({
    id: (record) => gid('WebhookSubscription', record.id),
    legacyResourceId: (record) => record.id,
    topic: (record) => topicName(record.topic),
    uri: (record) => record.uri,
    format: (record) => record.format,
    filter: (record) => record.filter,
    includeFields: (record) => record.includeFields,
    metafieldNamespaces: (record) => record.metafieldNamespaces,
    name: (record) => record.name,
    createdAt: (record) => record.createdAt,
    updatedAt: (record) => record.updatedAt,
    apiVersion: () => API_VERSION,
  }),
  ApiVersion: fieldsOf<string>({
    handle: (version) => version,
    displayName: (version) => version,
    supported: () => true,
  }),
  UserError: userError,
  BulkOperationUserError: userErrorWithCode,
  ProductVariantsBulkUpdateUserError: userErrorWithCode,
  PriceListPriceUserError: userErrorWithCode,
  InventorySetQuantitiesUserError: userErrorWithCode,
  InventoryAdjustQuantitiesUserError: userErrorWithCode,
  InventoryTransferCreateUserError: userErrorWithCode,
  InventoryTransferMarkAsReadyToShipUserError: userErrorWithCode,
  InventoryTransferCancelUserError: userErrorWithCode,
  InventoryShipmentCreateInTransitUserError: userErrorWithCode,
  InventoryShipmentReceiveUserError: userErrorWithCode,
}
