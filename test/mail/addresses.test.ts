import { describe, expect, it } from 'vitest'
import en from '#app/i18n/en.ts'
import { addressList, MAIL_FAILURES, MAIL_STATES } from '#app/mail/schema.ts'

describe('addresses as people type them', () => {
  const read = (text: string, least = 1) => {
    const parsed = addressList(least).safeParse(text)
    return parsed.success ? parsed.data : parsed.error.issues.map(({ message }) => message)
  }
  it.each([
    ['a@x.example, b@x.example', ['a@x.example', 'b@x.example']],
    ['a@x.example；b@x.example\nc@x.example', ['a@x.example', 'b@x.example', 'c@x.example']],
    ['A@x.example a@X.example', ['a@X.example']],
    ['', ['email_missing']],
    ['not an address', ['email_invalid', 'email_invalid', 'email_invalid']],
  ])('%j', (text, addresses) => {
    expect(read(text)).toEqual(addresses)
  })

  it('may be none where none is needed, and ten at most', () => {
    expect(read('', 0)).toEqual([])
    expect(read(Array.from({ length: 11 }, (_, each) => `a${each}@x.example`).join())).toEqual(['too_many_recipients'])
  })
})

it('there is a text for every failure and state, and for nothing else', () => {
  expect(Object.keys(en.mail.failure).sort()).toEqual([...MAIL_FAILURES, 'too_many'].sort())
  expect(Object.keys(en.reorderMail.state).sort()).toEqual([...MAIL_STATES].sort())
})
