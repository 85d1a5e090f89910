/**
 * The labelled questions of test/tools/faq/data and how a matcher does on them. In: a way to decide. Out: counts per split.
 * Invariant: "right" means that the entry asked for is the one answered or the first one suggested; a hand-on is never right for a real question.
 */
import { z } from 'zod'
import type { AnswerDecision, FaqDocument } from '#app/tools/faq/matching/faq-index.ts'
import entriesJson from './data/entries.json' with { type: 'json' }
import freshEntriesJson from './data/fresh-entries.json' with { type: 'json' }
import freshQuestionsJson from './data/fresh-questions.json' with { type: 'json' }
import questionsJson from './data/questions.json' with { type: 'json' }
import unseenEntriesJson from './data/unseen-entries.json' with { type: 'json' }
import unseenQuestionsJson from './data/unseen-questions.json' with { type: 'json' }

const Text = z.object({ question: z.string(), answer: z.string() })
const Entry = z.object({ id: z.string(), texts: z.record(z.string(), Text) })
const LabelledQuestion = z.object({
  text: z.string(),
  /** null: out of scope */
  intent: z.string().nullable(),
  language: z.enum(['en', 'zh', 'mixed']),
  split: z.enum(['dev', 'test', 'fresh', 'unseen']),
})
type LabelledQuestion = z.infer<typeof LabelledQuestion>

export const ENTRIES: FaqDocument[] = z.array(Entry).parse(entriesJson)
export const QUESTIONS: LabelledQuestion[] = z.array(LabelledQuestion).parse(questionsJson)
/** Another shop, written after the matcher: see data/README.md. */
export const FRESH_ENTRIES: FaqDocument[] = z.array(Entry).parse(freshEntriesJson)
export const FRESH_QUESTIONS: LabelledQuestion[] = z.array(LabelledQuestion).parse(freshQuestionsJson)

/** A third shop, written after the phrases: see data/README.md. */
export const UNSEEN_ENTRIES: FaqDocument[] = z.array(Entry).parse(unseenEntriesJson)
export const UNSEEN_QUESTIONS: LabelledQuestion[] = z.array(LabelledQuestion).parse(unseenQuestionsJson)

interface MatchingScore {
  inScope: number
  /** first place, answered or suggested */
  right: number
  /** among the suggestions or the answer */
  offered: number
  answered: number
  answeredRight: number
  outOfScope: number
  handedOn: number
  /** out of scope, yet answered as if sure */
  answeredWrongly: number
}

export function scoreMatching(
  questions: readonly LabelledQuestion[],
  decide: (text: string) => AnswerDecision,
): MatchingScore {
  const score: MatchingScore = {
    inScope: 0,
    right: 0,
    offered: 0,
    answered: 0,
    answeredRight: 0,
    outOfScope: 0,
    handedOn: 0,
    answeredWrongly: 0,
  }
  for (const { text, intent } of questions) {
    const decision = decide(text)
    const offered = offeredBy(decision)
    if (intent === null) {
      score.outOfScope += 1
      if (decision.outcome === 'hand_on') score.handedOn += 1
      if (decision.outcome === 'answer') score.answeredWrongly += 1
      continue
    }
    score.inScope += 1
    if (offered[0] === intent) score.right += 1
    if (offered.includes(intent)) score.offered += 1
    if (decision.outcome !== 'answer') continue
    score.answered += 1
    if (offered[0] === intent) score.answeredRight += 1
  }
  return score
}

function offeredBy(decision: AnswerDecision): string[] {
  switch (decision.outcome) {
    case 'answer':
      return [decision.match.entryId]
    case 'suggest':
      return decision.matches.map((match) => match.entryId)
    case 'hand_on':
      return []
  }
}
