/** The languages hold the same messages, and every message that the pages ask for exists. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '#app/i18n/en.ts'
import { pickLocale } from '#app/i18n/locales.ts'
import { createI18n } from '#app/i18n/setup.ts'
import zhCn from '#app/i18n/zh-CN.ts'

const PLURALS = new Set(['zero', 'one', 'two', 'few', 'many', 'other'])
type Tree = { [key: string]: string | Tree }

function isPlural(tree: Tree): boolean {
  return 'other' in tree && Object.keys(tree).every((key) => PLURALS.has(key))
}

/** key -> the texts under it (several for plurals) */
function leaves(tree: Tree, prefix = ''): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix === '' ? key : `${prefix}.${key}`
    if (typeof value === 'string') found.set(path, [value])
    else if (isPlural(value)) found.set(path, Object.values(value).map(String))
    else for (const [inner, texts] of leaves(value, path)) found.set(inner, texts)
  }
  return found
}

const slots = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort()

const english = leaves(en)
const chinese = leaves(zhCn)

async function sources(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true })
  return Promise.all(
    entries
      .filter((entry) => /\.tsx?$/.test(entry.name))
      .map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
  )
}

describe('messages', () => {
  it('have the same keys in English and Chinese', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('have the same slots in both languages', () => {
    const wrong = [...english].filter(([key, texts]) => {
      const wanted = new Set(texts.flatMap(slots))
      const given = new Set((chinese.get(key) ?? []).flatMap(slots))
      return [...wanted].sort().join() !== [...given].sort().join()
    })
    expect(wrong.map(([key]) => key)).toEqual([])
  })

  it('are really translated: a Chinese text holds Chinese, unless it is a name or a pure slot', () => {
    const names = new Set(['GMV', 'SKU', 'Shopify', 'A–Z', 'Z–A'])
    const foreign = [...chinese].filter(([, texts]) =>
      texts.some(
        (text) => !names.has(text) && /\p{L}/u.test(text.replace(/\{\{\w+\}\}/g, '')) && !/\p{Script=Han}/u.test(text),
      ),
    )
    expect(foreign.map(([key]) => key)).toEqual([])
  })

  it('exist for every key that pages and components ask for', async () => {
    const texts = (
      await Promise.all(['app/routes', 'app/ui'].map((dir) => sources(join(import.meta.dirname, '../..', dir))))
    ).flat()
    const asked = new Set(
      texts.flatMap((text) => [...text.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((match) => match[1] ?? '')),
    )
    expect(asked.size).toBeGreaterThan(150)
    expect([...asked].filter((key) => !english.has(key))).toEqual([])
    const prefixes = new Set(
      texts.flatMap((text) => [...text.matchAll(/\bt\(\s*`([\w.-]+)\.\$\{/g)].map((match) => match[1] ?? '')),
    )
    expect([...prefixes].filter((prefix) => ![...english.keys()].some((key) => key.startsWith(`${prefix}.`)))).toEqual(
      [],
    )
  })

  it('count in both languages', async () => {
    const inEnglish = await createI18n('en', { translation: en, polaris: {} })
    const inChinese = await createI18n('zh-CN', { translation: zhCn, polaris: {} })
    expect(inEnglish.t('product.variants', { count: 1 })).toBe('1 variant')
    expect(inEnglish.t('product.variants', { count: 3 })).toBe('3 variants')
    expect(inChinese.t('product.variants', { count: 3 })).toBe('3 个多属性')
  })
})

describe('the language of a request', () => {
  it.each([
    ['zh-CN', 'zh-CN'],
    ['zh-Hans-SG', 'zh-CN'],
    ['zh-TW', 'zh-CN'],
    ['en-GB', 'en'],
    ['fr', 'en'],
    [null, 'en'],
  ])('%s is answered in %s', (asked, given) => {
    expect(pickLocale(asked)).toBe(given)
  })
})
