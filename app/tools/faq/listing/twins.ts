/**
 * A question that is there already. In: a question being typed, the questions of the other entries in its language. Out: those that ask the same or
 * nearly so. Method: Dice's coefficient over pairs of characters (L. Dice, Ecology 26, 1945). Invariant: case, punctuation and spaces never differ.
 */
import type { Id } from '#app/mirror/types.ts'

/** How alike two questions are that a person would call the same one. */
const ALIKE = 0.8
const MOST_SHOWN = 3

export function foldQuestion(question: string): string {
  return question
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

/** The nearest first; `id` null for a new entry. */
export function findAlike(
  question: string,
  id: Id | null,
  others: readonly { id: Id; questions: readonly string[] }[],
): { id: Id; question: string }[] {
  const asked = pairsOf(foldQuestion(question))
  if (asked.size === 0) return []
  return others
    .filter((other) => other.id !== id)
    .flatMap((other) => {
      const likeness = Math.max(0, ...other.questions.map((each) => dice(asked, pairsOf(foldQuestion(each)))))
      return likeness >= ALIKE ? [{ id: other.id, question: other.questions[0] ?? '', likeness }] : []
    })
    .sort((a, b) => b.likeness - a.likeness || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_SHOWN)
    .map(({ likeness: _, ...found }) => found)
}

function pairsOf(text: string): Set<string> {
  const letters = [...text]
  if (letters.length === 1) return new Set(letters)
  return new Set(letters.slice(1).map((letter, index) => `${letters[index]}${letter}`))
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0
  let shared = 0
  for (const pair of a) if (b.has(pair)) shared += 1
  return (2 * shared) / (a.size + b.size)
}
