/** What the form of a release can offer: rules, price books, and the product facts to choose by. */
import { listCollections, listProductFilters } from '#app/mirror/catalog.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { books } from '#app/tools/pricing/books/service.server.ts'
import { listRuleSets } from '#app/tools/pricing/rules/service.server.ts'
import type { ReleaseChoices } from './release-form.tsx'

/** @param chosen the rule set the release has already; an older version is offered only if it is this one */
export async function releaseChoices(shop: Shop, chosen: string | null): Promise<ReleaseChoices> {
  const [ruleSets, priceBooks, filters, collections] = await Promise.all([
    listRuleSets(shop),
    books(shop),
    listProductFilters(shop),
    listCollections(shop),
  ])
  return {
    ruleSets: ruleSets
      .filter((set) => set.state !== 'archived' || set.id === chosen)
      .map(({ id, name, version, state }) => ({ id, name, version, state })),
    books: priceBooks,
    productTypes: filters.productTypes,
    vendors: filters.vendors,
    tags: filters.tags,
    collections: collections.map(({ id, title }) => ({ id, title })),
  }
}
