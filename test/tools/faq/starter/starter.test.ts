/** The ready answers: whole in both languages, clean, and saying nothing of the shop that its settings could contradict. */
import { describe, expect, it } from 'vitest'
import { placeholderDrift } from '#app/tools/faq/entries/content.ts'
import { sanitiseAnswer } from '#app/tools/faq/entries/sanitise.server.ts'
import { findStatements } from '#app/tools/faq/lint/statements.ts'
import { findAlike } from '#app/tools/faq/listing/twins.ts'
import { parseAnswer } from '#app/tools/faq/placeholders/parse.ts'
import { languagesTaken, STARTER, starterLanguage } from '#app/tools/faq/starter/schema.ts'

const texts = STARTER.entries.flatMap(({ key, texts: both }) =>
  Object.entries(both).map(([language, text]) => ({ name: `${key} ${language}`, ...text })),
)

describe('ready answers', () => {
  it('are twelve, each in a category that is there', () => {
    expect(STARTER.entries).toHaveLength(12)
    expect(new Set(STARTER.entries.map(({ key }) => key)).size).toBe(12)
    const categories = STARTER.categories.map(({ key }) => key)
    expect(STARTER.entries.filter(({ category }) => !categories.includes(category))).toEqual([])
  })

  it.each(texts)('$name is clean and fills its values in', ({ answer, question }) => {
    expect(sanitiseAnswer(answer)).toBe(answer)
    expect(question).not.toBe('')
    expect(parseAnswer(answer).filter(({ kind }) => kind === 'unknown' || kind === 'malformed')).toEqual([])
  })

  it.each(texts)('$name states no figure by hand', ({ answer }) => expect(findStatements(answer)).toEqual([]))

  it.each(STARTER.entries)('$key says the same in both languages', ({ texts: both }) => {
    expect(placeholderDrift(both.en.answer, both['zh-CN'].answer)).toEqual({ missing: [], extra: [] })
  })

  it('ask different things', () => {
    const others = STARTER.entries.map(({ key, texts: both }) => ({ id: key, questions: [both.en.question] }))
    expect(others.filter(({ id, questions }) => findAlike(questions[0] ?? '', id, others).length > 0)).toEqual([])
  })

  it('come in the shop’s languages, and in English where we have none of them', () => {
    expect(languagesTaken(['zh-CN', 'en', 'de'])).toEqual([
      { language: 'zh-CN', from: 'zh-CN' },
      { language: 'en', from: 'en' },
    ])
    expect(languagesTaken(['de', 'fr'])).toEqual([{ language: 'en', from: 'en' }])
    expect(starterLanguage('zh-TW')).toBe(null)
    expect(starterLanguage('en-GB')).toBe('en')
  })
})

describe('a question that is there already', () => {
  const others = [{ id: '1', questions: ['Where is my order?', 'Track my parcel'] }]
  it.each([
    ['where is my order', '1'],
    ['Where is my order??', '1'],
    ['track my parcels', '1'],
    ['How long is delivery?', undefined],
    ['', undefined],
  ])('%s', (question, id) => expect(findAlike(question, null, others)[0]?.id).toBe(id))
})
