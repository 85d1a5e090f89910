/**
 * A shop's items, learned from. In: every item's history with its category, on one calendar. Out: what each category knows.
 * Invariant: an item's category decides nothing that its back-tests do not support.
 */
import type { DemandHistory } from './history.ts'
import { learnGroup, type GroupKnowledge } from './knowledge.ts'
import { buildProfiles, chooseForGroup, chooseForShop } from './profile-sets.ts'
import { learnMethods, sampleOf, type ForecastOptions } from './tested.ts'

export interface ShopItem {
  category: string
  history: DemandHistory
}

/** Categories with fewer items learn as one, under the name ''. */
const ITEMS_OF_A_GROUP = 40

/** @returns knowledge by category; '' is for all categories that are not in it */
export function learnShop(items: readonly ShopItem[], options: ForecastOptions): Map<string, GroupKnowledge> {
  const histories = items.map(({ history }) => history)
  const shop = buildProfiles(histories, options)
  const chosen = chooseForShop(sampleOf(histories), shop, options)
  const methods = learnMethods(histories, chosen.profiles, options)
  const categories = new Map<string, DemandHistory[]>([['', []]])
  for (const [category, members] of Map.groupBy(items, (item) => item.category)) {
    const own = members.map(({ history }) => history)
    if (own.length >= ITEMS_OF_A_GROUP && category !== '') categories.set(category, own)
    else categories.get('')?.push(...own)
  }
  const knowledge = new Map<string, GroupKnowledge>()
  for (const [category, members] of categories) {
    // With nothing of its own, '' learns from the whole shop.
    const teachers = members.length === 0 ? histories : members
    const choice =
      category === ''
        ? chosen
        : chooseForGroup(sampleOf(members), chosen, buildProfiles(members, options, shop), options)
    knowledge.set(category, learnGroup(teachers, choice, methods, options))
  }
  return knowledge
}
