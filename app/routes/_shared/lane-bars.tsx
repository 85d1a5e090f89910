/** How a lane's transit days are spread, as a small picture. In: a lane. Out: bars, and the same in words. Invariant: of one height, drawn on the server. */
import { useTranslation } from 'react-i18next'
import type { LaneFact } from '#app/facts/lanes.ts'
import { useFormat } from '#app/ui/format.tsx'
import { useTrackingWords } from './tracking-words.tsx'

/** What is beyond the 98 % point would make the rest of the picture too small to read. */
const SHOWN_SHARE = 0.98
const MOST_BARS = 30

export function LaneBars({ lane }: { lane: LaneFact }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useTrackingWords()
  const shares = shownShares(lane.transitShares)
  const most = Math.max(...shares, 0.01)
  return (
    <div
      className="lane-bars"
      role="img"
      aria-label={t('trackingLanes.bars', {
        lane: words.lane(lane.lane),
        p50: format.number(lane.transitP50Days),
        p90: format.number(lane.transitP90Days),
      })}
    >
      {shares.map((share, day) => (
        <span
          key={day}
          className={day > lane.transitP90Days ? 'lane-bar lane-bar-late' : 'lane-bar'}
          style={{ height: `${Math.max(4, (100 * share) / most)}%` }}
        />
      ))}
    </div>
  )
}

function shownShares(shares: readonly number[]): number[] {
  let sum = 0
  const end = shares.findIndex((share) => (sum += share) >= SHOWN_SHARE)
  return shares.slice(0, Math.min(MOST_BARS, (end < 0 ? shares.length : end) + 1))
}
