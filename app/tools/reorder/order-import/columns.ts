/**
 * The columns of purchase orders and suppliers as other systems name them. In: nothing. Out: every name that a column goes by. Stocky names its columns
 * differently on its pages, in its reports and over the years, the Shopify admin names them its own way: a column is known by any of its names.
 * Invariant: a retail price is never a cost: bare "Price" is not among its names.
 */
import type { WantedColumn } from '#app/sheets/columns.ts'

export type OrderColumn =
  | 'number'
  | 'supplier'
  | 'status'
  | 'sku'
  | 'variantId'
  | 'supplierSku'
  | 'ordered'
  | 'received'
  | 'rejected'
  | 'cost'
  | 'currency'
  | 'expected'
  | 'orderedOn'
  | 'location'
  | 'product'
  | 'variant'
  | 'barcode'
  | 'total'

/** The first name of each is the one that pages use. */
export const ORDER_COLUMNS: readonly WantedColumn<OrderColumn>[] = [
  {
    key: 'number',
    names: [
      'PO number',
      'Purchase order',
      'Purchase order number',
      'Purchase order name',
      'PO',
      'PO #',
      'PO ID',
      'Order number',
      'Number',
      'Reference',
      'Reference number',
      '采购单号',
      '采购单',
      '采购订单号',
      '订单号',
    ],
  },
  {
    key: 'supplier',
    names: ['Supplier', 'Supplier name', 'Vendor', 'Vendor name', 'Origin', 'Company', '供应商', '供应商名称'],
  },
  {
    key: 'status',
    names: ['Status', 'State', 'PO status', 'Order status', 'Purchase order status', '状态', '订单状态'],
  },
  {
    key: 'sku',
    names: ['SKU', 'Variant SKU', 'Product SKU', 'Item SKU', 'Article number', '货号', '商品编码', '商家编码'],
  },
  { key: 'variantId', names: ['Variant ID', 'Shopify variant ID', 'Variant GID', '款式 ID', '规格 ID'] },
  {
    key: 'supplierSku',
    names: [
      'Supplier SKU',
      'Supplier code',
      'Supplier product code',
      'Supplier item code',
      'Vendor SKU',
      'Vendor code',
      'Factory code',
      '供应商货号',
      '工厂货号',
    ],
  },
  {
    key: 'ordered',
    names: [
      'Qty Ordered',
      'Quantity ordered',
      'Ordered quantity',
      'Ordered',
      'Order quantity',
      'Units ordered',
      'Quantity',
      'Qty',
      'Units',
      '订购数量',
      '采购数量',
      '数量',
    ],
    required: true,
  },
  {
    key: 'received',
    names: [
      'Qty Received',
      'Quantity received',
      'Received quantity',
      'Received',
      'Units received',
      'Accepted',
      'Quantity accepted',
      '已收数量',
      '到货数量',
    ],
  },
  { key: 'rejected', names: ['Qty Rejected', 'Quantity rejected', 'Rejected', '拒收数量'] },
  {
    key: 'cost',
    names: [
      'Cost price',
      'Cost',
      'Unit cost',
      'Cost per unit',
      'Cost per item',
      'Base cost',
      'Unit price',
      '单价',
      '采购价',
      '成本',
      '进价',
    ],
  },
  { key: 'currency', names: ['Currency', 'Currency code', 'Supplier currency', '币种', '货币'] },
  {
    key: 'expected',
    names: [
      'Expected date',
      'Expected on',
      'Expected',
      'Expected arrival',
      'Expected delivery',
      'Expected delivery date',
      'Estimated arrival',
      'Estimated arrival date',
      'Delivery due',
      'Due date',
      'ETA',
      'Arrival date',
      '预计到货日期',
      '预计到货',
      '交货日期',
    ],
  },
  {
    key: 'orderedOn',
    names: [
      'Order date',
      'Ordered on',
      'Ordered at',
      'Date ordered',
      'PO date',
      'Date',
      'Date created',
      'Created',
      'Created at',
      'Created on',
      '下单日期',
      '采购日期',
    ],
  },
  {
    key: 'location',
    names: [
      'Location',
      'Destination',
      'Destination location',
      'Receive location',
      'Receiving location',
      'Ship to',
      'Warehouse',
      '收货地点',
      '仓库',
    ],
  },
  // Known so that nobody is told that they are not used.
  { key: 'product', names: ['Product', 'Product title', 'Product name', 'Title', 'Item', '商品', '商品名称'] },
  { key: 'variant', names: ['Variant', 'Variant title', 'Options', '款式', '规格'] },
  { key: 'barcode', names: ['Barcode', 'UPC', 'EAN', 'GTIN', '条码', '条形码'] },
  { key: 'total', names: ['Total cost', 'Line total', 'Total', 'Amount', 'Subtotal', '合计', '金额'] },
]

export type SupplierColumn = 'name' | 'email' | 'phone' | 'contact' | 'country' | 'currency' | 'leadTime' | 'terms'

export const SUPPLIER_COLUMNS: readonly WantedColumn<SupplierColumn>[] = [
  {
    key: 'name',
    names: [
      'Supplier',
      'Supplier name',
      'Vendor',
      'Vendor name',
      'Name',
      'Company',
      'Company name',
      '供应商',
      '供应商名称',
    ],
    required: true,
  },
  { key: 'email', names: ['Email', 'E-mail', 'Email address', 'Contact email', 'Supplier email', '邮箱', '电子邮箱'] },
  { key: 'phone', names: ['Phone', 'Phone number', 'Telephone', 'Mobile', '电话', '手机'] },
  { key: 'contact', names: ['Contact', 'Contact name', 'Contact person', '联系人'] },
  { key: 'country', names: ['Country', 'Country code', 'Country/region', '国家', '国家/地区'] },
  { key: 'currency', names: ['Currency', 'Currency code', '币种', '货币'] },
  {
    key: 'leadTime',
    names: ['Lead time', 'Lead time (days)', 'Lead time days', 'Days to deliver', 'Lead days', '交期', '交货周期'],
  },
  { key: 'terms', names: ['Payment terms', 'Terms', '付款条件', '结算方式'] },
]
