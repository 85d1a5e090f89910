/**
 * What separates two versions of an entry, readable. In: two contents. Out: changes in the order a person reads them, texts as runs of words that
 * stayed, went and came. Method: longest common subsequence (E. Myers, Algorithmica 1, 1986) over words, or characters where a script has none.
 * Invariant: the runs that stayed and came are the newer text, those that stayed and went the older one, character for character.
 */
import { plainText } from './content.ts'
import type { EntryContent, EntryTarget } from './schema.ts'

export interface TextRun {
  kind: 'same' | 'gone' | 'new'
  text: string
}

export type ContentChange =
  | { kind: 'question' | 'answer' | 'aliases'; language: string; runs: TextRun[] }
  /** the words stayed, what they look like changed */
  | { kind: 'format'; language: string }
  | { kind: 'language_new' | 'language_gone'; language: string }
  /** a translation was found still right */
  | { kind: 'confirmed'; language: string }
  | { kind: 'source'; before: string; after: string }
  | { kind: 'target'; part: keyof EntryTarget; before: readonly string[] | null; after: readonly string[] | null }
  | { kind: 'startsAt' | 'endsAt'; before: string | null; after: string | null }

const PARTS = ['markets', 'templates', 'languages', 'products', 'collections', 'tags'] as const

export function compareContents(before: EntryContent, after: EntryContent): ContentChange[] {
  const languages = [...new Set([after.source, ...Object.keys(after.texts), ...Object.keys(before.texts)])]
  const changes: ContentChange[] = languages.flatMap((language) => compareTexts(before, after, language))
  if (before.source !== after.source) changes.push({ kind: 'source', before: before.source, after: after.source })
  for (const part of PARTS) {
    const [was, is] = [before.target[part], after.target[part]]
    if (JSON.stringify(was) !== JSON.stringify(is)) changes.push({ kind: 'target', part, before: was, after: is })
  }
  for (const kind of ['startsAt', 'endsAt'] as const)
    if (before[kind] !== after[kind]) changes.push({ kind, before: before[kind], after: after[kind] })
  return changes
}

function compareTexts(before: EntryContent, after: EntryContent, language: string): ContentChange[] {
  const was = before.texts[language]
  const is = after.texts[language]
  if (!was && !is) return []
  const changes: ContentChange[] = []
  if (!was) changes.push({ kind: 'language_new', language })
  if (!is) changes.push({ kind: 'language_gone', language })
  const add = (kind: 'question' | 'answer' | 'aliases', old: string, now: string): void => {
    if (old !== now) changes.push({ kind, language, runs: compareWords(old, now) })
  }
  add('question', was?.question ?? '', is?.question ?? '')
  const [oldAnswer, newAnswer] = [plainText(was?.answer ?? ''), plainText(is?.answer ?? '')]
  if (oldAnswer === newAnswer && was && is && was.answer !== is.answer) changes.push({ kind: 'format', language })
  add('answer', oldAnswer, newAnswer)
  add('aliases', (was?.aliases ?? []).join('\n'), (is?.aliases ?? []).join('\n'))
  if (changes.length === 0 && was && is && was.sourceVersion !== is.sourceVersion && language !== after.source)
    changes.push({ kind: 'confirmed', language })
  return changes
}

/** A text of twenty thousand characters has some thousands of words; beyond that the middle is one change. */
const MOST_CELLS = 4_000_000
const TOKEN =
  /\{\{[^{}]*\}\}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+|\s+|[^]/gu

/** Runs of words that stayed, went and came. */
export function compareWords(before: string, after: string): TextRun[] {
  const old = before.match(TOKEN) ?? []
  const now = after.match(TOKEN) ?? []
  let head = 0
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  return joined([
    ...old.slice(0, head).map((text) => ({ kind: 'same' as const, text })),
    ...middleRuns(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...old.slice(old.length - tail).map((text) => ({ kind: 'same' as const, text })),
  ])
}

function middleRuns(old: readonly string[], now: readonly string[]): TextRun[] {
  const gone = old.map((text) => ({ kind: 'gone' as const, text }))
  const came = now.map((text) => ({ kind: 'new' as const, text }))
  if (old.length * now.length > MOST_CELLS || old.length === 0 || now.length === 0) return [...gone, ...came]
  const width = now.length + 1
  // lengths[i * width + j]: of the longest common subsequence of old from i and now from j
  const lengths = new Uint16Array((old.length + 1) * width)
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        old[i] === now[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0)
  const runs: TextRun[] = []
  let [i, j] = [0, 0]
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      runs.push({ kind: 'same', text: old[i] ?? '' })
      i += 1
      j += 1
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) {
      runs.push(gone[i] ?? { kind: 'gone', text: '' })
      i += 1
    } else {
      runs.push(came[j] ?? { kind: 'new', text: '' })
      j += 1
    }
  }
  return [...runs, ...gone.slice(i), ...came.slice(j)]
}

function joined(runs: readonly TextRun[]): TextRun[] {
  const result: TextRun[] = []
  for (const run of runs) {
    const last = result.at(-1)
    if (last?.kind === run.kind) last.text += run.text
    else result.push({ ...run })
  }
  return result
}
