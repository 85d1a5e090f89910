/**
 * QueryRoot: where every read begins.
 * In: arguments. Out: model objects and listings. Invariant: a lookup by an id of another type is an error, of an unknown id null.
 */
import { connection, fieldsOf, idOf, notImplemented, type Args, type Context, type FieldTable } from '../engine.ts'
import { countAll, listAll, listChildren } from '../listings.ts'
import { idFilter, textFilter, timeFilter } from '../search.ts'
import type { BulkOperation } from '../bulk.ts'
import { topicName } from '../webhook-subscriptions.ts'
import { returnReasons } from './after-sales.ts'
import { collectionCollection } from './collections.ts'
import { customerCollection } from './customers.ts'
import { catalogCollection, marketCollection, priceListCollection } from './markets.ts'
import { metaobjectQueries } from './metaobjects.ts'
import { findNode, findNodes } from './nodes.ts'
import { orderCollection } from './orders.ts'
import { productCollection, variantCollection } from './products.ts'
import { listPurchaseOrders } from './purchase-orders.ts'
import { localesOf } from './shop.ts'
import { inventoryItemCollection, locationCollection } from './stock.ts'
import { transferCollection } from './transfers.ts'
import { translationQueries } from './translations.ts'

const byId = (type: string) => (_: null, args: Args, context: Context) => {
  idOf(type, args['id'])
  return findNode(args['id'], context)?.source ?? null
}

const idsOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

function bulkCollection({ bulk }: Context) {
  return {
    name: 'bulkOperations',
    map: bulk.all(),
    sorts: {
      CREATED_AT: (operation: BulkOperation) => operation.createdAt,
      COMPLETED_AT: (operation: BulkOperation) => operation.completedAt ?? '',
    },
    search: {
      resource: 'bulkOperations',
      filters: {
        id: idFilter((operation: BulkOperation) => operation.id),
        created_at: timeFilter((operation: BulkOperation) => operation.createdAt),
        operation_type: textFilter(() => ['query']),
        status: textFilter((operation: BulkOperation) => [operation.status]),
      },
      text: null,
    },
  }
}

export const rootFields: FieldTable = {
  QueryRoot: {
    ...metaobjectQueries,
    ...translationQueries,
    ...fieldsOf<null>({
      shop: (_, _args, { state }) => state.shop,
      currentAppInstallation: (_, _args, { state }) => state.shop,
      shopLocales: (_, _args, { state }) => localesOf(state.shop),
      node: (_, args, context) => findNode(args['id'], context),
      nodes: (_, args, context) => findNodes(idsOf(args['ids']), context),

      products: connection((_, args, context) => listAll(productCollection(context), args, context)),
      product: byId('Product'),
      productsCount: (_, args, context) => countAll(productCollection(context), args, context),
      productVariants: connection((_, args, context) => listAll(variantCollection(context), args, context)),
      productVariant: byId('ProductVariant'),
      productVariantsCount: (_, args, context) => countAll(variantCollection(context), args, context),
      collections: connection((_, args, context) => listAll(collectionCollection(context), args, context)),
      collection: byId('Collection'),
      collectionsCount: (_, args, context) => countAll(collectionCollection(context), args, context),
      inventoryItems: connection((_, args, context) => listAll(inventoryItemCollection(context), args, context)),
      inventoryItem: byId('InventoryItem'),
      inventoryLevel: byId('InventoryLevel'),
      inventoryTransfers: connection((_, args, context) => listAll(transferCollection(context), args, context)),
      inventoryTransfer: byId('InventoryTransfer'),
      inventoryShipment: byId('InventoryShipment'),
      inventoryPurchaseOrders: connection((_, args, context) => listPurchaseOrders(args, context)),
      inventoryPurchaseOrder: (_, args, { state }) =>
        state.purchaseOrders.get(idOf('InventoryPurchaseOrder', args['id'])) ?? null,
      locations: connection((_, args, context) =>
        listAll(locationCollection(context, args['includeInactive'] === true), args, context),
      ),
      locationsCount: (_, args, context) => countAll(locationCollection(context, true), args, context),
      location: (_, args, context) => {
        if (args['id'] == null) throw notImplemented('QueryRoot.location without an id')
        return byId('Location')(null, args, context)
      },

      markets: connection((_, args, context) => listAll(marketCollection(context, args['type']), args, context)),
      market: byId('Market'),
      catalogs: connection((_, args, context) => listAll(catalogCollection(context, args['type']), args, context)),
      catalogsCount: (_, args, context) => countAll(catalogCollection(context, args['type']), args, context),
      catalog: (_, args, context) => {
        idOf('MarketCatalog', args['id'])
        return findNode(args['id'], context)
      },
      priceLists: connection((_, args, context) => listAll(priceListCollection(context), args, context)),
      priceList: byId('PriceList'),

      customers: connection((_, args, context) => listAll(customerCollection(context), args, context)),
      customersCount: (_, args, context) => countAll(customerCollection(context), args, context),
      customer: byId('Customer'),

      orders: connection((_, args, context) => listAll(orderCollection(context), args, context)),
      order: byId('Order'),
      ordersCount: (_, args, context) => countAll(orderCollection(context), args, context),
      fulfillment: byId('Fulfillment'),
      refund: byId('Refund'),
      return: byId('Return'),
      returnReasonDefinitions: connection((_, args) => {
        if (args['query'] != null && args['query'] !== 'deleted:false')
          throw notImplemented('QueryRoot.returnReasonDefinitions(query:) other than deleted:false')
        for (const name of ['ids', 'handles'] as const)
          if (args[name] != null) throw notImplemented(`QueryRoot.returnReasonDefinitions(${name}:)`)
        return listChildren(returnReasons, args)
      }),

      bulkOperation: byId('BulkOperation'),
      bulkOperations: connection((_, args, context) => listAll(bulkCollection(context), args, context)),

      webhookSubscription: byId('WebhookSubscription'),
      webhookSubscriptions: connection((_, args, context) => {
        const topics = new Set(idsOf(args['topics']))
        const records = [...context.subscriptions.records.values()].filter(
          (record) =>
            (topics.size === 0 || topics.has(topicName(record.topic))) &&
            (args['uri'] == null || args['uri'] === record.uri),
        )
        if (args['query'] != null) throw notImplemented('QueryRoot.webhookSubscriptions(query:)')
        return listChildren(records, args)
      }),
      webhookSubscriptionsCount: (_, args, context) => {
        if (args['query'] != null) throw notImplemented('QueryRoot.webhookSubscriptionsCount(query:)')
        return { count: context.subscriptions.records.size, precision: 'EXACT' }
      },
    }),
  },
}
