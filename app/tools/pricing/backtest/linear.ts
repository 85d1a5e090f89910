/**
 * Small symmetric systems for the regression. In: matrices as rows of numbers, at most a handful wide. Out: inverses.
 * Invariant: a matrix that is singular for the precision at hand has no inverse here, rather than a wild one.
 */

const SINGULAR = 1e-9

/** The inverse of a symmetric positive definite matrix (Cholesky), or null when columns depend on each other. Scale the columns alike first. */
export function invertSymmetric(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length
  const lower: number[][] = []
  for (let i = 0; i < size; i += 1) {
    const row: number[] = []
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i]?.[j] ?? NaN
      for (let k = 0; k < j; k += 1) sum -= (row[k] ?? 0) * (j === i ? (row[k] ?? 0) : (lower[j]?.[k] ?? 0))
      if (j === i) {
        if (!(sum > SINGULAR * Math.abs(matrix[i]?.[i] ?? 0))) return null
        row.push(Math.sqrt(sum))
      } else row.push(sum / (lower[j]?.[j] ?? NaN))
    }
    lower.push(row)
  }
  const columns = Array.from({ length: size }, (_, unit) => solve(lower, unit))
  return columns
}

/** Solves L L' x = e_unit. */
function solve(lower: readonly (readonly number[])[], unit: number): number[] {
  const size = lower.length
  const forward: number[] = []
  for (let i = 0; i < size; i += 1) {
    let sum = i === unit ? 1 : 0
    for (let k = 0; k < i; k += 1) sum -= (lower[i]?.[k] ?? 0) * (forward[k] ?? 0)
    forward.push(sum / (lower[i]?.[i] ?? NaN))
  }
  const x = new Array<number>(size).fill(0)
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = forward[i] ?? 0
    for (let k = i + 1; k < size; k += 1) sum -= (lower[k]?.[i] ?? 0) * (x[k] ?? 0)
    x[i] = sum / (lower[i]?.[i] ?? NaN)
  }
  return x
}

export function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector))
}

export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
