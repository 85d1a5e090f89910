/**
 * A wide and a narrow column, one under the other where there is no room. The widths do not depend on what has arrived:
 * with Polaris's Layout the first column is full width until the second is there, and everything in it jumps.
 */
import type { ReactNode } from 'react'

export function TwoColumns({ children, side }: { children: ReactNode; side: ReactNode }) {
  return (
    <div className="two-columns">
      <div>{children}</div>
      <div>{side}</div>
    </div>
  )
}
