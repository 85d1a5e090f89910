/**
 * What stands at Shopify for the storefront. In: a shop. Out: switches, the address of the app's pages, the published categories.
 * Invariant: it only reads; the app's data is written through shopify/app-data.
 */
import { shopifyClient } from '#app/shopify/client.server.ts'
import { StorefrontListCategoriesDocument, StorefrontReadSetupDocument } from '#app/shopify/generated/documents.ts'

const MOST_CATEGORIES = 50

export interface PublishedCategory {
  handle: string
  title: string
  questions: number
}

export async function readSwitches(shop: { domain: string }) {
  const { currentAppInstallation: own } = await shopifyClient(shop).query(StorefrontReadSetupDocument, {})
  return {
    on: {
      tracking: own.tracking?.value === 'true',
      delivery: own.delivery?.value === 'true',
      faq: own.faq?.value === 'true',
    },
    proxy: own.proxy?.value ?? null,
  }
}

/** At most 50, which is more than a page of questions can use. Needs read_metaobjects. */
export async function listCategories(shop: { domain: string }): Promise<PublishedCategory[]> {
  const { metaobjects } = await shopifyClient(shop).query(StorefrontListCategoriesDocument, { first: MOST_CATEGORIES })
  return metaobjects.nodes.map(({ handle, displayName, entries }) => ({
    handle,
    title: displayName,
    questions: countOf(entries?.value),
  }))
}

function countOf(list: string | null | undefined): number {
  const parsed: unknown = JSON.parse(list ?? '[]')
  return Array.isArray(parsed) ? parsed.length : 0
}
