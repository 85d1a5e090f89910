import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildFaqIndex, decideAnswer, type FaqDocument } from '#app/tools/faq/matching/faq-index.ts'
import { ENTRIES, FRESH_ENTRIES, FRESH_QUESTIONS, QUESTIONS, scoreMatching } from '#test/tools/faq/labelled.ts'

const index = buildFaqIndex(ENTRIES)
const answerTo = (question: string): string | null => {
  const decision = decideAnswer(index, question)
  return decision.outcome === 'answer' ? decision.match.entryId : null
}

describe('the labelled questions', () => {
  it('are at least 30 intents, 300 questions in two languages and 100 out of scope, without repeats', () => {
    const inScope = QUESTIONS.filter((question) => question.intent !== null)
    expect(new Set(inScope.map((question) => question.intent)).size).toBeGreaterThanOrEqual(30)
    expect(inScope.length).toBeGreaterThanOrEqual(300)
    expect(QUESTIONS.length - inScope.length).toBeGreaterThanOrEqual(100)
    expect(new Set(QUESTIONS.map((question) => question.text)).size).toBe(QUESTIONS.length)
    const ids = new Set(ENTRIES.map((entry) => entry.id))
    expect(inScope.filter((question) => !ids.has(question.intent ?? ''))).toEqual([])
  })

  it.each(['dev', 'test'] as const)('the bars hold on the %s half', (split) => {
    const score = scoreMatching(
      QUESTIONS.filter((question) => question.split === split),
      (text) => decideAnswer(index, text),
    )
    expect(score.right / score.inScope).toBeGreaterThanOrEqual(0.85)
    expect(score.handedOn / score.outOfScope).toBeGreaterThanOrEqual(0.6)
    expect(score.answeredRight / score.answered).toBeGreaterThanOrEqual(0.95)
  })

  it("another shop's questions are answered by the same index, unchanged", () => {
    const fresh = buildFaqIndex(FRESH_ENTRIES)
    const score = scoreMatching(FRESH_QUESTIONS, (text) => decideAnswer(fresh, text))
    expect(score.right / score.inScope).toBeGreaterThanOrEqual(0.85)
    expect(score.handedOn / score.outOfScope).toBeGreaterThanOrEqual(0.6)
  })

  it.each([
    ['en', 'zh'],
    ['zh-CN', 'en'],
  ])('entries written only in %s answer questions typed in %s', (written, typed) => {
    const oneLanguage = buildFaqIndex(
      ENTRIES.map(({ id, texts }) => {
        const text = texts[written]
        return { id, texts: text ? { [written]: text } : {} }
      }),
    )
    const questions = QUESTIONS.filter((question) => question.language === typed)
    const score = scoreMatching(questions, (text) => decideAnswer(oneLanguage, text))
    expect(score.right / score.inScope).toBeGreaterThanOrEqual(0.8)
  })
})

describe('a decision', () => {
  it('does not depend on case, accents, width or traditional characters', () => {
    expect(answerTo('WHERE IS MY ORDER')).toBe('where_is_order')
    expect(answerTo('ｗｈｅｒｅ ｉｓ ｍｙ ｏｒｄｅｒ？')).toBe('where_is_order')
    expect(answerTo('需要交關稅嗎')).toBe('customs_duty')
    expect(answerTo('Wo ist meine Bestellung?')).toBe('where_is_order')
  })

  it('forgives one slip in a word', () => {
    expect(answerTo('how do i get an invoise')).toBe('invoice')
    expect(answerTo('how long is the waranty')).toBe('warranty')
  })

  it('is handed on when nothing is asked or nothing is known of it', () => {
    for (const text of ['', '   ', '???', 'hi', '你好', '12345'])
      expect(decideAnswer(index, text)).toEqual({ outcome: 'hand_on', reason: 'nothing_asked', nearest: [] })
    expect(decideAnswer(index, 'how much is a tesla model 3')).toMatchObject({
      outcome: 'hand_on',
      reason: 'out_of_scope',
    })
  })

  it('suggests several when entries are equally near', () => {
    const twins: FaqDocument[] = ['a', 'b'].map((id) => ({
      id,
      texts: { en: { question: 'How much is shipping?', answer: 'It depends.' } },
    }))
    expect(decideAnswer(buildFaqIndex(twins), 'how much is shipping')).toMatchObject({
      outcome: 'suggest',
      matches: [{ entryId: 'a' }, { entryId: 'b' }],
    })
  })

  it("follows the merchant's own words: an alias no lexicon knows", () => {
    const own = buildFaqIndex([
      {
        id: 'snorkel',
        texts: { en: { question: 'Which valve fits?', answer: 'The blue one.', aliases: ['snorkel purge flap'] } },
      },
      { id: 'size', texts: { en: { question: 'How do I find my size?', answer: 'See the chart.' } } },
    ])
    expect(decideAnswer(own, 'purge flap for the snorkel?')).toMatchObject({
      outcome: 'answer',
      match: { entryId: 'snorkel' },
    })
  })

  it('hands everything on when there are no entries', () => {
    expect(decideAnswer(buildFaqIndex([]), 'where is my order').outcome).toBe('hand_on')
  })

  it('never throws and is the same twice, whatever is typed', () => {
    const known = new Set(ENTRIES.map((entry) => entry.id))
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        const decision = decideAnswer(index, text)
        expect(decideAnswer(index, text)).toEqual(decision)
        if (decision.outcome === 'answer') expect(known.has(decision.match.entryId)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('reads any entry without throwing, and finds an entry by its own question', () => {
    const text = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(fc.array(fc.record({ question: text, answer: text }), { maxLength: 5 }), (texts) => {
        const made = buildFaqIndex(texts.map((en, at) => ({ id: String(at), texts: { en } })))
        for (const { question } of texts) {
          const decision = decideAnswer(made, question)
          if (decision.outcome === 'answer') expect(made.ids).toContain(decision.match.entryId)
        }
      }),
      { numRuns: 100 },
    )
    for (const entry of ENTRIES)
      for (const { question } of Object.values(entry.texts)) {
        const decision = decideAnswer(index, question)
        const offered =
          decision.outcome === 'answer' ? [decision.match] : decision.outcome === 'suggest' ? decision.matches : []
        expect(offered.map((match) => match.entryId)).toContain(entry.id)
      }
  })

  it.each([
    ['one word 10,000 letters long', 'a'.repeat(10_000)],
    ['a thousand unknown words', 'zyxwvu qponml '.repeat(750)],
    ['Chinese without an end', '我的订单到哪里了'.repeat(1_250)],
    ['combining marks', '\u0301'.repeat(10_000)],
    ['halves of surrogate pairs', '\ud83d'.repeat(10_000)],
    ['markup', '<script>alert("x")</script>'.repeat(400)],
  ])('costs at most 5 ms: %s', (_what, text) => {
    let best = Infinity
    for (let round = 0; round < 7; round += 1) {
      const start = performance.now()
      decideAnswer(index, text)
      best = Math.min(best, performance.now() - start)
    }
    expect(best).toBeLessThan(5)
  })
})
