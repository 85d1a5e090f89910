/**
 * The read documents that a synchronisation of a shop needs, and more: all of shop, catalogue, stock, prices, orders.
 * In: nothing. Out: document texts by name. For tests: each must run on the small shop.
 */
const MONEY = 'shopMoney { amount currencyCode }'

export const readingDocuments: Readonly<Record<string, { text: string; variables: Record<string, unknown> }>> = {
  shopInfo: {
    variables: {},
    text: `query ShopInfo {
      shop {
        id name email contactEmail myshopifyDomain url ianaTimezone currencyCode weightUnit unitSystem
        taxesIncluded taxShipping enabledPresentmentCurrencies shipsToCountries shopOwnerName createdAt
        plan { publicDisplayName partnerDevelopment shopifyPlus }
        primaryDomain { host url }
        shopAddress { address1 city provinceCode zip countryCodeV2 }
        currencyFormats { moneyFormat moneyWithCurrencyFormat }
        resourceLimits { maxProductOptions maxProductVariants }
      }
      currentAppInstallation { id accessScopes { handle } activeSubscriptions { id name status test } }
      shopLocales(published: true) { locale name primary published }
    }`,
  },
  products: {
    variables: { first: 7 },
    text: `query Products($first: Int!, $after: String, $query: String) {
      products(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id legacyResourceId title handle status vendor productType tags updatedAt totalInventory hasOnlyDefaultVariant
          category { id fullName }
          featuredMedia { preview { image { url altText } } }
          variants(first: 20) {
            pageInfo { hasNextPage endCursor }
            nodes {
              id title sku barcode price compareAtPrice position taxable inventoryPolicy inventoryQuantity updatedAt
              selectedOptions { name value }
              inventoryItem {
                id sku tracked requiresShipping countryCodeOfOrigin provinceCodeOfOrigin harmonizedSystemCode
                unitCost { amount currencyCode }
                measurement { weight { value unit } }
              }
            }
          }
        }
      }
    }`,
  },
  inventoryLevels: {
    variables: { first: 25 },
    text: `query InventoryLevels($first: Int!, $after: String, $query: String) {
      inventoryItems(first: $first, after: $after, query: $query) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id sku tracked unitCost { amount currencyCode }
          inventoryLevels(first: 10) {
            nodes {
              id isActive updatedAt
              location { id name }
              quantities(names: ["available", "on_hand", "committed", "incoming", "reserved", "damaged", "safety_stock", "quality_control"]) { name quantity updatedAt }
            }
          }
        }
      }
    }`,
  },
  locations: {
    variables: { first: 10 },
    text: `query Locations($first: Int!, $after: String) {
      locations(first: $first, after: $after, includeInactive: true, includeLegacy: false) {
        pageInfo { hasNextPage endCursor }
        nodes { id legacyResourceId name isActive fulfillsOnlineOrders shipsInventory isFulfillmentService hasActiveInventory updatedAt
          fulfillmentService { id handle serviceName } address { address1 city provinceCode zip countryCode latitude longitude } }
      }
    }`,
  },
  ordersPage: {
    variables: { first: 30 },
    text: `query OrdersPage($first: Int!, $after: String, $query: String) {
      orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id name updatedAt returnStatus displayFulfillmentStatus
          totalPriceSet { ${MONEY} }
          fulfillments(first: 3) { id displayStatus estimatedDeliveryAt deliveredAt trackingInfo(first: 1) { company number url } }
          lineItems(first: 10) { nodes { id sku quantity currentQuantity variant { id } } }
        }
      }
    }`,
  },
  orderDetail: {
    variables: { id: 'gid://shopify/Order/71' },
    text: `query OrderDetail($id: ID!) {
      order(id: $id) {
        id legacyResourceId name number createdAt processedAt updatedAt closedAt cancelledAt cancelReason test tags sourceName
        currencyCode presentmentCurrencyCode customerLocale
        displayFinancialStatus displayFulfillmentStatus returnStatus
        subtotalPriceSet { ${MONEY} }
        totalPriceSet { ${MONEY} presentmentMoney { amount currencyCode } }
        currentTotalPriceSet { shopMoney { amount } }
        totalDiscountsSet { shopMoney { amount } }
        totalShippingPriceSet { shopMoney { amount } }
        totalTaxSet { shopMoney { amount } }
        totalRefundedSet { shopMoney { amount } }
        netPaymentSet { shopMoney { amount } }
        customer { id numberOfOrders amountSpent { amount currencyCode } tags createdAt }
        shippingAddress { countryCodeV2 provinceCode city zip }
        shippingLines(first: 3) {
          nodes { id title code source carrierIdentifier custom isRemoved
            originalPriceSet { shopMoney { amount } } discountedPriceSet { shopMoney { amount } } }
        }
        lineItems(first: 20) {
          pageInfo { hasNextPage endCursor }
          nodes {
            id name sku quantity currentQuantity refundableQuantity unfulfilledQuantity requiresShipping
            product { id } variant { id }
            originalUnitPriceSet { shopMoney { amount } }
            discountedUnitPriceAfterAllDiscountsSet { shopMoney { amount } }
            weight { value unit }
          }
        }
        refunds(first: 5) {
          id createdAt note
          totalRefundedSet { shopMoney { amount } }
          refundLineItems(first: 10) { nodes { quantity restockType location { id } subtotalSet { shopMoney { amount } } lineItem { id } } }
          refundShippingLines(first: 2) { nodes { subtotalAmountSet { shopMoney { amount } } } }
        }
        returns(first: 3) {
          nodes { id name status totalQuantity createdAt closedAt
            returnLineItems(first: 5) { nodes { id quantity processableQuantity refundableQuantity returnReasonNote
              returnReasonDefinition { id handle name }
              ... on ReturnLineItem { fulfillmentLineItem { id lineItem { id sku } } } } } }
        }
        fulfillments(first: 5) {
          id name status displayStatus createdAt updatedAt estimatedDeliveryAt inTransitAt deliveredAt totalQuantity
          location { id name }
          trackingInfo(first: 5) { company number url }
          events(first: 10, sortKey: HAPPENED_AT) { nodes { id status happenedAt message city province country zip estimatedDeliveryAt } }
          fulfillmentLineItems(first: 10) { nodes { id quantity lineItem { id } } }
        }
      }
    }`,
  },
  marketsCatalogs: {
    variables: { first: 10 },
    text: `query MarketsCatalogs($first: Int!) {
      markets(first: $first, type: REGION) {
        nodes {
          id name handle status type
          currencySettings { localCurrencies roundingEnabled baseCurrency { currencyCode } }
          conditions { regionsCondition { regions(first: 10) { nodes { id name ... on MarketRegionCountry { code currency { currencyCode } } } } } }
          catalogs(first: 2) { nodes { id title status priceList { id name currency fixedPricesCount parent { adjustment { type value } } } } }
        }
      }
    }`,
  },
  priceListPrices: {
    variables: { id: 'gid://shopify/PriceList/51', first: 50 },
    text: `query PriceListPrices($id: ID!, $first: Int!, $after: String) {
      priceList(id: $id) {
        id name currency fixedPricesCount
        catalog { id title status }
        prices(first: $first, after: $after, originType: FIXED) {
          pageInfo { hasNextPage endCursor }
          nodes { originType price { amount currencyCode } compareAtPrice { amount currencyCode } variant { id } }
        }
      }
    }`,
  },
  bulkRunning: {
    variables: {},
    text: `query BulkRunning { bulkOperations(first: 10, sortKey: CREATED_AT, reverse: true, query: "status:running operation_type:query") { nodes { id type status createdAt objectCount query } } }`,
  },
  returnReasons: {
    variables: {},
    text: `query ReturnReasons { returnReasonDefinitions(first: 100, query: "deleted:false") { nodes { id handle name deleted } } }`,
  },
  customers: {
    variables: {},
    text: `query Customers {
      customers(first: 5, sortKey: UPDATED_AT) {
        nodes { id displayName firstName lastName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
          numberOfOrders amountSpent { amount } lastOrder { id } orders(first: 2) { nodes { id } } }
      }
      customersCount { count precision }
    }`,
  },
  webhookSubscriptions: {
    variables: {},
    text: `query Webhooks { webhookSubscriptions(first: 10) { nodes { id topic uri format filter includeFields name apiVersion { handle } } } }`,
  },
}

export const bulkDocuments: Readonly<Record<string, string>> = {
  products: `{
    products {
      edges { node {
        id title handle status vendor productType tags updatedAt
        variants { edges { node {
          id title sku barcode price compareAtPrice updatedAt inventoryQuantity
          inventoryItem {
            id tracked requiresShipping countryCodeOfOrigin harmonizedSystemCode
            unitCost { amount currencyCode }
            measurement { weight { value unit } }
          }
        } } }
      } }
    }
  }`,
  inventory: `{
    inventoryItems {
      edges { node {
        id sku tracked
        inventoryLevels {
          edges { node { id isActive location { id } quantities(names: ["available", "on_hand", "committed", "incoming"]) { name quantity } } }
        }
      } }
    }
  }`,
  orders: `{
    orders(query: "updated_at:>='2026-08-01'", sortKey: UPDATED_AT) {
      edges { node {
        id name createdAt processedAt updatedAt cancelledAt currencyCode displayFinancialStatus displayFulfillmentStatus returnStatus
        totalPriceSet { shopMoney { amount currencyCode } }
        totalRefundedSet { shopMoney { amount } }
        totalShippingPriceSet { shopMoney { amount } }
        customer { id numberOfOrders }
        shippingAddress { countryCodeV2 provinceCode zip }
        fulfillments { id status displayStatus createdAt estimatedDeliveryAt inTransitAt deliveredAt location { id } trackingInfo { company number url } }
        refunds { id createdAt note totalRefundedSet { shopMoney { amount } } }
        lineItems {
          edges { node { id sku quantity currentQuantity product { id } variant { id } discountedUnitPriceAfterAllDiscountsSet { shopMoney { amount } } } }
        }
        shippingLine { id title code source carrierIdentifier discountedPriceSet { shopMoney { amount } } }
        returns {
          edges { node { id name status createdAt returnLineItems { edges { node { id quantity returnReasonNote returnReasonDefinition { handle } } } } } }
        }
      } }
    }
  }`,
}
