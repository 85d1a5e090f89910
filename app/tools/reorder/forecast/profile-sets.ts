/**
 * Which aggregate may speak for a group's items: none, the shop, or the group itself. In: histories. Out: profiles as they were known at every
 * back-test origin, and the choice with its losses. Invariant: a profile is used only when it beats the simpler ones on past intervals.
 */
import { backtest, originsOf } from './backtest.ts'
import { sumOf, type DemandHistory } from './history.ts'
import type { MethodName } from './methods.ts'
import { aggregateOf, buildProfile, plainProfile, type Profile } from './profile.ts'

export interface ProfileSet {
  /** by origin, newest first */
  at: ReadonlyMap<number, Profile>
  now: Profile
  /** season factors by origin and now, for smaller aggregates to be drawn to */
  factors: ReadonlyMap<number, readonly number[]>
}

export type ProfileName = 'none' | 'shop' | 'group'

export interface ProfileChoice {
  name: ProfileName
  profiles: ProfileSet
  /** see profileLoss; null for one that was not tried */
  losses: Readonly<Record<ProfileName, number | null>>
  /** whether items have waves of their own, see wave.ts */
  waves: boolean
  /** see shareLoss; null when no past was long enough to tell */
  waveLosses: { without: number; with: number } | null
}

/** A group must have this many items before its own season and drift are trusted. */
const ITEMS_NEEDED = 20
/** The share by which an aggregate must be better than the simpler choice. */
export const WORTH = 0.01
/** The same for a group's own: there are many groups, and some of them win by chance. */
const GROUP_WORTH = 0.05
/** The methods that the profiles are compared with: one that hardly moves and one that does. */
export const JUDGES: readonly MethodName[] = ['moving_average', 'ses']

/** Profiles of the items' sum at every origin of a back-test and now. */
export function buildProfiles(
  histories: readonly DemandHistory[],
  { season, protection, horizon }: { season: number; protection: number; horizon: number },
  towards?: ProfileSet,
): ProfileSet {
  const periods = histories[0]?.units.length ?? 0
  const at = new Map<number, Profile>()
  const factors = new Map<number, readonly number[]>()
  const build = (origin: number): Profile => {
    const profile = buildProfile(aggregateOf(histories, origin), season, horizon, towards?.factors.get(origin))
    factors.set(origin, profile.factors)
    return profile
  }
  for (const origin of originsOf(periods, protection)) at.set(origin, build(origin))
  return { at, now: build(periods), factors }
}

/**
 * The shop's choice: does its season and drift help its items?
 * @param histories a sample of the shop's items is enough
 */
export function chooseForShop(
  histories: readonly DemandHistory[],
  shop: ProfileSet,
  options: { season: number; protection: number },
): ProfileChoice {
  const none: ProfileSet = {
    at: new Map([...shop.at].map(([origin, profile]) => [origin, plainProfile(profile)])),
    now: plainProfile(shop.now),
    factors: shop.factors,
  }
  const losses = {
    none: profileLoss(histories, none, options),
    shop: profileLoss(histories, shop, options),
    group: null,
  }
  return losses.shop < losses.none * (1 - WORTH)
    ? { name: 'shop', profiles: shop, losses, waves: false, waveLosses: null }
    : { name: 'none', profiles: none, losses, waves: false, waveLosses: null }
}

/** The group's choice: the shop's, unless its own season and drift do better on its own items. */
export function chooseForGroup(
  histories: readonly DemandHistory[],
  chosen: ProfileChoice,
  group: ProfileSet,
  options: { season: number; protection: number },
): ProfileChoice {
  if (histories.length < ITEMS_NEEDED) return chosen
  const inherited = profileLoss(histories, chosen.profiles, options)
  const own = profileLoss(histories, group, options)
  const losses = { none: null, shop: null, [chosen.name]: inherited, group: own }
  return own < inherited * (1 - GROUP_WORTH)
    ? { name: 'group', profiles: group, losses, waves: false, waveLosses: chosen.waveLosses }
    : { ...chosen, losses }
}

/**
 * Over the group and all origins: absolute errors of the interval's sum, plus the absolute error of the group's total, over demand.
 */
function profileLoss(
  histories: readonly DemandHistory[],
  profiles: ProfileSet,
  { season, protection }: { season: number; protection: number },
): number {
  let [errors, demand] = [0, 0]
  for (const [origin, profile] of profiles.at) {
    const one = new Map([[origin, profile]])
    const totals = JUDGES.map(() => 0)
    for (const history of histories) {
      const { actuals, forecasts } = backtest(history, one, protection, season, JUDGES)
      demand += sumOf(actuals) * JUDGES.length
      for (const [judge, method] of JUDGES.entries()) {
        const error = sumOf(forecasts[method]) - sumOf(actuals)
        errors += Math.abs(error)
        totals[judge] = (totals[judge] ?? 0) + error
      }
    }
    for (const total of totals) errors += Math.abs(total)
  }
  return demand === 0 ? 0 : errors / demand
}
