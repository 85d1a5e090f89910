/**
 * A shop's items, learned from. In: every item's history with its category, on one calendar. Out: what each category knows.
 * Invariant: an item's category decides nothing that its back-tests do not support.
 */
import { calibrateLevels } from './calibration.ts'
import type { DemandHistory } from './history.ts'
import { learnGroup, type GroupKnowledge, type LearnedGroup } from './knowledge.ts'
import { buildProfiles, chooseForGroup, chooseForShop, type ProfileChoice } from './profile-sets.ts'
import { learnMethods, METHOD_ITEMS, sampleOf, type ForecastOptions } from './tested.ts'
import { chooseWaves, withWaves } from './wave-sets.ts'

export interface ShopItem {
  category: string
  history: DemandHistory
}

/** Categories with fewer items learn as one, under the name ''. */
const ITEMS_OF_A_GROUP = 40

/** @returns knowledge by category; '' is for all categories that are not in it */
export function learnShop(items: readonly ShopItem[], options: ForecastOptions): Map<string, GroupKnowledge> {
  const sizes = Map.groupBy(items, (item) => item.category)
  const grouped = items.map(({ category, history }) => ({
    group: (sizes.get(category)?.length ?? 0) >= ITEMS_OF_A_GROUP ? category : '',
    history,
  }))
  const histories = items.map(({ history }) => history)
  const shop = buildProfiles(histories, options)
  const plain = chooseForShop(sampleOf(histories), shop, options)
  const { waves, losses } = chooseWaves(grouped, plain, options)
  const choiceOf = (group: string): ProfileChoice => ({
    ...plain,
    profiles: waves === null ? plain.profiles : withWaves(plain.profiles, waves, group),
    waves: waves !== null,
    waveLosses: losses,
  })
  const methods = learnMethods(
    sampleOf(grouped, METHOD_ITEMS).map(({ group, history }) => ({ history, profiles: choiceOf(group).profiles })),
    options,
  )
  const learned = new Map<string, LearnedGroup>()
  const groups = Map.groupBy(grouped, ({ group }) => group)
  for (const group of new Set(['', ...groups.keys()])) {
    const members = groups.get(group)?.map(({ history }) => history) ?? []
    // With nothing of its own, '' learns from the whole shop.
    const teachers = members.length === 0 ? histories : members
    const inherited = choiceOf(group)
    const choice =
      group === ''
        ? inherited
        : chooseForGroup(sampleOf(members), inherited, buildProfiles(members, options, shop), options)
    learned.set(group, learnGroup(teachers, choice, methods, options))
  }
  const levels = calibrateLevels([...learned.values()].flatMap(({ falls }) => falls))
  return new Map([...learned].map(([group, { knowledge }]) => [group, { ...knowledge, levels }]))
}
