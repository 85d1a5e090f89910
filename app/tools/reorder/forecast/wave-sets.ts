/**
 * The waves of a shop's items as they were known at every back-test origin, and whether they help. In: items and the profiles they are divided by.
 * Out: profiles with waves per group. Invariant: waves are used only when forecasts of past intervals were better with them.
 */
import { backtest } from './backtest.ts'
import { withoutBulk } from './bulk.ts'
import { sinceFirstDemand, sumOf, until, type DemandHistory } from './history.ts'
import { divided, type Profile } from './profile.ts'
import { JUDGES, WORTH, type ProfileChoice, type ProfileSet } from './profile-sets.ts'
import { sampleOf, type ForecastOptions } from './tested.ts'
import { learnWaves, type Wave, type WaveItem } from './wave.ts'

export interface GroupedHistory {
  /** whose usual wave it is drawn to; '' is the whole shop's */
  group: string
  history: DemandHistory
}

type Waves = Map<string, Wave>

/** Per origin, and now. */
export interface ShopWaves {
  at: ReadonlyMap<number, Waves>
  now: Waves
}

/** Items that common levels and usual waves are learned from; more are taken evenly from the list. */
const ENOUGH_ITEMS = 1_200
/** The part of a season that must have been seen: over less, a wave and a trend look the same. */
const SEASON_NEEDED = 0.5

export function learnShopWaves(
  items: readonly GroupedHistory[],
  profiles: ProfileSet,
  { season, horizon }: ForecastOptions,
): ShopWaves {
  const sample = sampleOf(items, ENOUGH_ITEMS)
  const learn = (profile: Profile): Waves => {
    const periods = profile.past.length
    if (periods < SEASON_NEEDED * season) return new Map()
    const known = sample.flatMap(({ group, history }): WaveItem[] => {
      const own = sinceFirstDemand(until(history, periods))
      const offset = periods - own.units.length
      return own.units.length === 0 ? [] : [{ group, offset, history: divided(withoutBulk(own), profile, offset) }]
    })
    return learnWaves(known, profile.closed, season, horizon)
  }
  return {
    at: new Map([...profiles.at].map(([origin, profile]) => [origin, learn(profile)])),
    now: learn(profiles.now),
  }
}

/** The profiles with the group's waves, or the shop's for a group that has none of its own. */
export function withWaves(profiles: ProfileSet, waves: ShopWaves, group: string): ProfileSet {
  const add = (profile: Profile, own: Waves | undefined): Profile => ({
    ...profile,
    wave: own?.get(group) ?? own?.get('') ?? null,
  })
  return {
    ...profiles,
    at: new Map([...profiles.at].map(([origin, profile]) => [origin, add(profile, waves.at.get(origin))])),
    now: add(profiles.now, waves.now),
  }
}

/** Do waves help the shop's items? @returns the waves, or null, with the losses without and with them, see shareLoss */
export function chooseWaves(
  items: readonly GroupedHistory[],
  chosen: ProfileChoice,
  options: ForecastOptions,
): { waves: ShopWaves | null; losses: { without: number; with: number } | null } {
  if (options.season < 2) return { waves: null, losses: null }
  const waves = learnShopWaves(items, chosen.profiles, options)
  const origins = [...waves.at].filter(([, learned]) => learned.size > 0).map(([origin]) => origin)
  if (origins.length === 0) return { waves: null, losses: null }
  const sample = sampleOf(items, ENOUGH_ITEMS)
  const sets = new Map<string, ProfileSet>()
  for (const { group } of sample) if (!sets.has(group)) sets.set(group, withWaves(chosen.profiles, waves, group))
  const losses = {
    without: shareLoss(sample, () => chosen.profiles, origins, options),
    with: shareLoss(sample, (group) => sets.get(group) ?? chosen.profiles, origins, options),
  }
  return { waves: losses.with < losses.without * (1 - WORTH) ? waves : null, losses }
}

/**
 * How well items are told apart: absolute errors of the interval's sums over demand, after each origin's forecasts were brought to the total that
 * came. Waves leave the total as it is, so its errors, which are the larger, must not decide about them.
 */
function shareLoss(
  items: readonly GroupedHistory[],
  profilesOf: (group: string) => ProfileSet,
  origins: readonly number[],
  { protection, season }: ForecastOptions,
): number {
  let [errors, demand] = [0, 0]
  for (const origin of origins) {
    const trials = items.flatMap(({ group, history }) => {
      const profile = profilesOf(group).at.get(origin)
      return profile ? [backtest(history, new Map([[origin, profile]]), protection, season, JUDGES)] : []
    })
    const came = sumOf(trials.map(({ actuals }) => sumOf(actuals)))
    for (const judge of JUDGES) {
      const forecast = sumOf(trials.map(({ forecasts }) => sumOf(forecasts[judge])))
      const ratio = forecast === 0 ? 1 : came / forecast
      for (const { actuals, forecasts } of trials) {
        for (const [index, actual] of actuals.entries())
          errors += Math.abs((forecasts[judge][index] ?? 0) * ratio - actual)
      }
      demand += came
    }
  }
  return demand === 0 ? 0 : errors / demand
}
