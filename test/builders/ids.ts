/** Ids beyond 2^53, where reading one as a number would lose digits. */
let last = 9_007_199_254_741_000n

export function nextId(): string {
  last += 1n
  return String(last)
}
