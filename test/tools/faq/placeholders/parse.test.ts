import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAnswer, placeholdersOf } from '#app/tools/faq/placeholders/parse.ts'

describe('placeholders of an answer', () => {
  it('are found with their place, with or without spaces inside', () => {
    expect(parseAnswer('In {{return_window}} or {{ nothing }}!')).toEqual([
      { kind: 'text', start: 0, end: 3, text: 'In ' },
      { kind: 'placeholder', start: 3, end: 20, name: 'return_window' },
      { kind: 'text', start: 20, end: 24, text: ' or ' },
      { kind: 'unknown', start: 24, end: 37, text: '{{ nothing }}' },
      { kind: 'text', start: 37, end: 38, text: '!' },
    ])
  })

  it.each(['{{return_window', 'return_window}}', '{{ {{', '{{<b>return_window</b>', '{{{return_window}}}'])(
    'what never closes is malformed: %s',
    (answer) => {
      expect(parseAnswer(answer).some((part) => part.kind === 'malformed' || part.kind === 'placeholder')).toBe(true)
    },
  )

  it('names of object methods are no placeholders', () => {
    expect(placeholdersOf('{{constructor}} {{__proto__}} {{duty_mode}} {{duty_mode}}')).toEqual(['duty_mode'])
  })

  it('the parts put together are the answer', () => {
    const piece = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('{', '}', '{{', '}}', 'return_window', ' '))
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (answer) => {
          const parts = parseAnswer(answer)
          expect(parts.map((part) => answer.slice(part.start, part.end)).join('')).toBe(answer)
          for (const part of parts) if (part.kind === 'text') expect(part.text).not.toMatch(/\{\{|\}\}/)
        },
      ),
    )
  })
})
