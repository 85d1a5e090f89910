/**
 * What a merchant does not show shoppers. In: names of carriers and places, the settings. Out: the text without the hidden words, or null.
 * Invariant: a hidden word never comes through, whatever its case or width; the sentence around it stays.
 */
import type { TrackingSettings } from '../settings/schema.ts'

export type Hidden = TrackingSettings['hidden']

/** Null when nothing that says anything is left. */
export function withoutHidden(text: string | null, { words }: Pick<Hidden, 'words'>): string | null {
  if (text === null) return null
  if (words.length === 0) return text
  const hidden = words
    .map((word) => word.normalize('NFKC').trim().replace(/\s+/gu, ' '))
    .sort((a, b) => b.length - a.length)
  const patterns = hidden.filter((word) => word !== '').map((word) => new RegExp(literal(word), 'giu'))
  let left = text.normalize('NFKC')
  // What stood on both sides of a word may make it once more.
  for (let before = ''; before !== left;) {
    before = left
    left = patterns.reduce((rest, pattern) => rest.replace(pattern, ' '), left.replace(/\s+/gu, ' '))
  }
  left = left.replace(/^[\s,;:/&·–-]+|[\s,;:/&·–-]+$/gu, '')
  return /[\p{L}\p{N}]/u.test(left) ? left : null
}

function literal(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
