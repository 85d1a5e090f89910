/**
 * One slip of the finger forgiven. In: the words that are known. Out: for an unknown word, the known word one edit away, if any.
 * Method: the deletion neighbourhood (M. Mor, A. S. Fraenkel, "A hash code method for detecting and correcting spelling errors", CACM 25(12), 1982):
 * two words are within one edit (F. J. Damerau, CACM 7(3), 1964) only when they share a form with at most one letter deleted.
 * Invariant: the first letter is trusted (most slips leave it alone: J. Pollock, A. Zamora, CACM 27(4), 1984) and short words are never changed.
 */
const SHORTEST = 5

export interface Speller {
  known: ReadonlySet<string>
  byDeletion: ReadonlyMap<string, readonly string[]>
}

/** @param words folded words; only those of Latin letters and five or more are offered as corrections */
export function buildSpeller(words: Iterable<string>): Speller {
  const known = new Set(words)
  const byDeletion = new Map<string, string[]>()
  for (const word of [...known].sort()) {
    if (word.length < SHORTEST || !/^[a-z]+$/.test(word)) continue
    for (const form of deletions(word)) {
      const list = byDeletion.get(form)
      if (list) list.push(word)
      else byDeletion.set(form, [word])
    }
  }
  return { known, byDeletion }
}

/** The word itself when it is known or has no neighbour; between several neighbours the first of the alphabet. */
export function correct(speller: Speller, word: string): string {
  if (word.length < SHORTEST || speller.known.has(word) || !/^[a-z]+$/.test(word)) return word
  let best: string | null = null
  for (const form of deletions(word))
    for (const candidate of speller.byDeletion.get(form) ?? [])
      if (
        candidate[0] === word[0] &&
        isOneEdit(word, candidate) &&
        isLikely(word, candidate) &&
        (best === null || candidate < best)
      )
        best = candidate
  return best ?? word
}

/** Words of five letters have too many real neighbours by substitution: "bread" is no slip for "break". */
function isLikely(word: string, candidate: string): boolean {
  if (word.length > SHORTEST || candidate.length !== word.length) return true
  return [...word].sort().join('') === [...candidate].sort().join('')
}

function deletions(word: string): string[] {
  const forms = [word]
  for (let at = 0; at < word.length; at += 1) forms.push(word.slice(0, at) + word.slice(at + 1))
  return forms
}

/** Whether one insertion, deletion, substitution or exchange of neighbours makes `b` of `a`. */
export function isOneEdit(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  let from = 0
  while (from < a.length && from < b.length && a[from] === b[from]) from += 1
  let endA = a.length
  let endB = b.length
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) {
    endA -= 1
    endB -= 1
  }
  const restA = a.slice(from, endA)
  const restB = b.slice(from, endB)
  if (restA.length <= 1 && restB.length <= 1) return true
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]
}
