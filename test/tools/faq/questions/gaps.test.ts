import { expect, it } from 'vitest'
import { EXCEPTIONS } from '#app/tools/tracking/status/model.ts'
import { buildFaqIndex } from '#app/tools/faq/matching/faq-index.ts'
import { findGaps, GAP_QUESTIONS } from '#app/tools/faq/questions/gaps.ts'

const LOOKUPS = [
  { status: 'customs', lookups: 38 },
  { status: 'lost', lookups: 2 },
  { status: 'in_transit', lookups: 900 },
  { status: 'delayed', lookups: 0 },
]
const index = (question: string) =>
  buildFaqIndex([
    { id: '1', texts: { en: { question, answer: 'So it is.' } } },
    { id: '2', texts: { en: { question: 'Which payment methods do you take?', answer: 'Cards.' } } },
  ])

it('a state that worries and that no published answer speaks of is a gap; one on a good way is none', () => {
  expect(findGaps(LOOKUPS, index('How do I wash the sweater?'))).toMatchObject([
    { status: 'customs', lookups: 38 },
    { status: 'lost', lookups: 2 },
  ])
})

it('an answer about it, in whatever words and language, closes the gap', () => {
  const open = findGaps(LOOKUPS, index('包裹卡在海关怎么办？')).map(({ status }) => status)
  expect(open).not.toContain('customs')
})

it('every exception of a parcel has a question', () => {
  expect(EXCEPTIONS.filter((status) => GAP_QUESTIONS[status] === undefined)).toEqual([])
})
