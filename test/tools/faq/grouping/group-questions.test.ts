import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupQuestions, type AskedQuestion } from '#app/tools/faq/grouping/group-questions.ts'
import { QUESTIONS } from '#test/tools/faq/labelled.ts'

const asked = (...texts: string[]): AskedQuestion[] => texts.map((text, at) => ({ id: `q${at}`, text }))

describe('groups of unanswered questions', () => {
  it('put the same question together across typos and languages, the most asked first', () => {
    const groups = groupQuestions(
      asked(
        'can you engrave a name on it?',
        'do you have a physical store',
        'engraving possible?',
        '可以刻字吗',
        'DO YOU HAVE A PHYSICAL STORE?',
        'is engravng available',
      ),
    )
    expect(groups.map((group) => group.questions.map((question) => question.id))).toEqual([
      ['q0', 'q2', 'q3', 'q5'],
      ['q1', 'q4'],
    ])
  })

  it('every question is in exactly one group, whatever their order', () => {
    const question = fc.record({
      id: fc.uuid(),
      text: fc.oneof(fc.constantFrom(...QUESTIONS.map((one) => one.text)), fc.string({ unit: 'grapheme' })),
    })
    const shuffled = fc
      .uniqueArray(question, { selector: (one) => one.id, maxLength: 40 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })))
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        const groups = groupQuestions(list)
        expect(groupQuestions(other)).toEqual(groups)
        expect(groups.flatMap((group) => group.questions.map((one) => one.id)).sort()).toEqual(
          list.map((one) => one.id).sort(),
        )
        for (const group of groups) expect(group.questions).toContainEqual(group.representative)
      }),
      { numRuns: 100 },
    )
  })

  it('groups of the labelled questions are mostly of one intent', () => {
    const intents = new Map(QUESTIONS.map((question, at) => [`q${at}`, question.intent]))
    const inScope = asked(...QUESTIONS.map((question) => question.text)).filter(({ id }) => intents.get(id) !== null)
    const groups = groupQuestions(inScope).filter((group) => group.questions.length > 1)
    let alike = 0
    let all = 0
    for (const group of groups) {
      const counts = Map.groupBy(group.questions, (question) => intents.get(question.id))
      alike += Math.max(...[...counts.values()].map((list) => list.length))
      all += group.questions.length
    }
    // Purity: the share of grouped questions that are of their group's main intent.
    expect(all / inScope.length).toBeGreaterThan(0.75)
    expect(alike / all).toBeGreaterThan(0.85)
  })

  it('nothing asked makes no group', () => {
    expect(groupQuestions([])).toEqual([])
  })
})
