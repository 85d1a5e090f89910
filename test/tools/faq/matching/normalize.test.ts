import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldText, segment, stem } from '#app/tools/faq/matching/normalize.ts'
import { buildSpeller, correct, isOneEdit } from '#app/tools/faq/matching/typos.ts'

describe('folding', () => {
  it.each([
    ['Größe', 'grosse'],
    ['Livraison à l’étranger', 'livraison a letranger'],
    ['ＤＨＬ', 'dhl'],
    ['關稅誰付', '关税谁付'],
    ["Where's it", 'where is it'],
    // A voiced mark makes another letter in Japanese; only Latin, Greek and Cyrillic lose theirs.
    ['ギフト', 'ギフト'],
  ])('%s becomes %s', (text, folded) => {
    expect(foldText(text)).toBe(folded)
  })

  it('folded text stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const once = foldText(text)
        expect(foldText(once)).toBe(once)
      }),
    )
  })

  it('parts words from runs without spaces', () => {
    expect(segment('tracking 号怎么查 where')).toEqual([
      { kind: 'word', text: 'tracking' },
      { kind: 'run', text: '号怎么查' },
      { kind: 'word', text: 'where' },
    ])
  })
})

describe('stems', () => {
  // Harman 1991, table 1: "ies" -> "y" but not after e or a; "es" -> "e" but not after a, e, o; "s" -> "" but not after u, s.
  it.each([
    ['queries', 'query'],
    ['duties', 'duty'],
    ['boxes', 'box'],
    ['status', 'status'],
    ['express', 'express'],
    ['returns', 'return'],
    ['returned', 'return'],
    ['shipping', 'ship'],
    ['sizing', 'siz'],
    ['xl', 'xl'],
  ])('%s becomes %s', (word, expected) => {
    expect(stem(word)).toBe(expected)
  })
})

describe('typos', () => {
  const speller = buildSpeller(['return', 'invoice', 'warranty', 'cost', 'delivery'])

  it.each([
    ['retrun', 'return'],
    ['invoise', 'invoice'],
    ['waranty', 'warranty'],
    ['deliverry', 'delivery'],
    // Short words and another first letter are left alone: "lost" is no "cost".
    ['lost', 'lost'],
    ['beturn', 'beturn'],
    ['invooise', 'invooise'],
  ])('%s is read as %s', (typed, read) => {
    expect(correct(speller, typed)).toBe(read)
  })

  it('one edit is found in both directions and never for the word itself', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/)
    fc.assert(
      fc.property(word, word, fc.nat(8), (a, b, at) => {
        expect(isOneEdit(a, b)).toBe(isOneEdit(b, a))
        expect(isOneEdit(a, a)).toBe(false)
        expect(isOneEdit(a, `${a.slice(0, at)}q${a.slice(at)}`)).toBe(true)
      }),
    )
  })
})
