/**
 * What shoppers met on their parcels' way and no published answer speaks of. In: look-ups per state, an index of what is published. Out: gaps.
 * Invariant: a state is a gap only when a question about it, as a shopper would ask, is neither answered nor near an answer.
 */
import { decideAnswer, type FaqIndex } from '../matching/faq-index.ts'

/** How a shopper would ask about each state that worries. The matcher reads it in the languages of all entries. */
export const GAP_QUESTIONS: Readonly<Record<string, string>> = {
  customs: 'My parcel is in customs, what happens now?',
  held_at_customs: 'My parcel is held at customs, what do I have to do?',
  failed_attempt: 'The delivery attempt failed, what can I do?',
  returned: 'My parcel was returned to sender, what happens now?',
  lost: 'My parcel is lost, what can I do?',
  delayed: 'My delivery is delayed, when will it arrive?',
}

export interface AnswerGap {
  /** a status of parcels */
  status: string
  lookups: number
  /** what an answer would be asked with */
  question: string
}

/** In the order given. */
export function findGaps(lookups: readonly { status: string; lookups: number }[], index: FaqIndex): AnswerGap[] {
  return lookups.flatMap(({ status, lookups: count }) => {
    const question = GAP_QUESTIONS[status]
    if (question === undefined || count === 0 || decideAnswer(index, question).outcome !== 'hand_on') return []
    return [{ status, lookups: count, question }]
  })
}
