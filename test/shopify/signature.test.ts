import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isSignedBody, isSignedQuery } from '#app/shopify/signature.server.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const sign = (text: string, secret = 'hush') => createHmac('sha256', secret).update(text).digest('base64')

describe('the signature of a body', () => {
  it('is right for the very bytes and for no others', () => {
    expect(isSignedBody(bytes('{"id":1}'), sign('{"id":1}'), ['hush'])).toBe(true)
    expect(isSignedBody(bytes('{"id": 1}'), sign('{"id":1}'), ['hush'])).toBe(false)
    expect(isSignedBody(bytes('{"id":1}'), sign('{"id":1}', 'other'), ['hush'])).toBe(false)
  })

  it.each(['', 'AA==', 'not base64 at all', 'x'.repeat(10_000)])('is not %j', (signature) => {
    expect(isSignedBody(bytes('{}'), signature, ['hush'])).toBe(false)
  })

  it('may be of the secret before the last rotation', () => {
    expect(isSignedBody(bytes('{}'), sign('{}', 'old'), ['new', 'old'])).toBe(true)
  })
})

describe('the signature of an app proxy query', () => {
  // The example of shopify.dev, "Authenticate app proxies": secret hush, repeated key extra.
  const example =
    'extra=1&extra=2&shop=shop-name.myshopify.com&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555&signature='
  const sorted = 'extra=1,2path_prefix=/apps/awesome_reviewsshop=shop-name.myshopify.comtimestamp=1317327555'
  const signature = createHmac('sha256', 'hush').update(sorted).digest('hex')

  it('covers all parameters, sorted, repeated ones joined', () => {
    expect(isSignedQuery(new URLSearchParams(example + signature), ['hush'])).toBe(true)
    expect(isSignedQuery(new URLSearchParams(`${example}${signature}&extra=3`), ['hush'])).toBe(false)
    expect(isSignedQuery(new URLSearchParams(example), ['hush'])).toBe(false)
  })

  it('is the one in the documentation', () => {
    // shopify.dev prints this digest for the example above.
    expect(signature).toBe('a9718877bea71c2484f91608a7eaea1532bdf71f5c56825065fa4ccabe549ef3')
  })
})
