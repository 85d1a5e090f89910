import { describe, expect, it } from 'vitest'
import { changedSearch } from '#app/ui/search-params.ts'

describe('the address of a list', () => {
  it('takes changes and drops what is empty', () => {
    expect(changedSearch('?a=1&b=2', { b: null, c: '3' })).toBe('?a=1&c=3')
    expect(changedSearch('?a=1', { a: '' })).toBe('')
  })

  it('never carries on what Shopify added to the first address', () => {
    const first =
      '?shop=a.myshopify.com&host=x&id_token=secret&hmac=y&session=z&timestamp=1&embedded=1&locale=zh-CN&sort=total'
    expect(changedSearch(first, { page: '2' })).toBe('?sort=total&page=2')
  })
})
