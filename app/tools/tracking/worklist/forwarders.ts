/**
 * Which forwarder keeps its word? In: parcels with who carried them and what became of them. Out: per forwarder the days from label to first scan,
 * exceptions and late parcels, and one score. Invariant: a share of few parcels is drawn to everybody's, so that one bad parcel makes no villain.
 */
export interface ForwarderParcel {
  forwarder: string
  /** null: not scanned yet, and judged by its other marks only */
  labelToFirstScanDays: number | null
  exception: boolean
  /** null: not due yet */
  late: boolean | null
}

export interface ForwarderSummary {
  forwarder: string
  parcels: number
  labelToFirstScanDays: { p50: number; p90: number } | null
  /** as counted; null without parcels to count */
  exceptionBps: number | null
  lateBps: number | null
  /** 0 to 100: percent of its parcels expected to go without exception and in time, after shrinking to everybody's rates */
  score: number
}

/** Beta prior worth so many parcels at everybody's rate (empirical Bayes in its simplest form: Robbins 1956, Casella 1985). */
const PRIOR_PARCELS = 20

/** @returns best score first, then the larger, then by name */
export function scoreForwarders(parcels: readonly ForwarderParcel[]): ForwarderSummary[] {
  const byForwarder = Map.groupBy(parcels, ({ forwarder }) => forwarder)
  const everyException = rate(parcels.map(({ exception }) => exception))
  const everyLate = rate(dueOf(parcels))
  return [...byForwarder]
    .map(([forwarder, own]): ForwarderSummary => {
      const exceptions = own.map(({ exception }) => exception)
      const due = dueOf(own)
      const days = own.flatMap(({ labelToFirstScanDays }) => labelToFirstScanDays ?? []).sort((a, b) => a - b)
      const good = (1 - shrunk(exceptions, everyException)) * (1 - shrunk(due, everyLate))
      return {
        forwarder,
        parcels: own.length,
        labelToFirstScanDays: days.length === 0 ? null : { p50: nearestRank(days, 0.5), p90: nearestRank(days, 0.9) },
        exceptionBps: bps(exceptions),
        lateBps: bps(due),
        score: Math.round(good * 100),
      }
    })
    .sort((a, b) => b.score - a.score || b.parcels - a.parcels || (a.forwarder < b.forwarder ? -1 : 1))
}

function dueOf(parcels: readonly ForwarderParcel[]): boolean[] {
  return parcels.flatMap(({ late }) => late ?? [])
}

function rate(marks: readonly boolean[]): number {
  return marks.length === 0 ? 0 : marks.filter(Boolean).length / marks.length
}

function shrunk(marks: readonly boolean[], everybody: number): number {
  return (marks.filter(Boolean).length + PRIOR_PARCELS * everybody) / (marks.length + PRIOR_PARCELS)
}

function bps(marks: readonly boolean[]): number | null {
  return marks.length === 0 ? null : Math.round(rate(marks) * 10_000)
}

/** Nearest-rank percentile of a sorted, non-empty list. */
function nearestRank(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}
