/**
 * HiGHS as WebAssembly. In: an integer program in LP format, seconds. Out: its answer, as far as it came. Invariant: the call holds its thread until
 * it is done; a search that runs out of time answers with the best it found, or that it found nothing.
 */
import loadHighs from 'highs'
import type { SolverAnswer } from '../../policy/limits.ts'

/** Nobody sees the difference of a thousandth of the worth; proving the last of it takes most of the time. */
const GAP = 0.001

let loading: ReturnType<typeof loadHighs> | null = null

export async function solveHere(program: string, seconds: number): Promise<SolverAnswer> {
  loading ??= loadHighs()
  const highs = await loading
  const { Status, Columns } = highs.solve(program, { time_limit: seconds, mip_rel_gap: GAP, output_flag: false })
  const columns = Object.fromEntries(
    Object.entries(Columns).flatMap(([name, column]) =>
      'Primal' in column && typeof column.Primal === 'number' ? [[name, column.Primal] as const] : [],
    ),
  )
  if (Status === 'Infeasible') return { status: 'infeasible', columns: {} }
  if (Status === 'Optimal') return { status: 'optimal', columns }
  return { status: Object.keys(columns).length > 0 ? 'feasible' : 'none', columns }
}
