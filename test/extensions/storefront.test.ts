/** The theme app extension as Shopify's own checks see it, and the promises that those checks do not know. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { themeCheckRun } from '@shopify/theme-check-node'
import { describe, expect, it } from 'vitest'
import { defaultSettings, readLiquid } from '#test/devstore/storefront/source.ts'

const folder = join(import.meta.dirname, '../../extensions/storefront')
const blocks = [...readLiquid(join(folder, 'blocks')).values()]
const snippets = [...readLiquid(join(folder, 'snippets')).values()]
const LANGUAGES = ['de', 'en.default', 'es', 'fr', 'ja', 'zh-CN', 'zh-TW']

const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8')

type Tree = { [key: string]: string | Tree }
function keysOf(tree: Tree, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : keysOf(value, `${prefix}${key}.`),
  )
}

it('theme-check finds no error and no warning', async () => {
  const { offenses } = await themeCheckRun(folder, join(folder, '.theme-check.yml'), () => undefined)
  expect(offenses.map(({ check, uri, start, message }) => `${check} ${uri}:${start.line} ${message}`)).toEqual([])
})

it('it speaks seven languages, all of them fully', async () => {
  const files = (await readdir(join(folder, 'locales'))).sort()
  expect(files).toEqual(LANGUAGES.flatMap((language) => [`${language}.json`, `${language}.schema.json`]).sort())
  for (const suffix of ['', '.schema']) {
    const plural = (keys: string[]) => [...new Set(keys.map((key) => key.replace(/\.(one|other)$/, '')))].sort()
    const english = plural(keysOf(JSON.parse(await read(`locales/en.default${suffix}.json`)) as Tree))
    for (const language of LANGUAGES)
      expect(plural(keysOf(JSON.parse(await read(`locales/${language}${suffix}.json`)) as Tree)), language).toEqual(
        english,
      )
  }
})

describe('a block', () => {
  it('there are four, all hidden until the app has something to show', () => {
    expect(blocks.map(({ name, schema }) => [name, schema?.available_if])).toEqual([
      ['delivery-estimate', '{{ app.metafields.delivery.on }}'],
      ['faq-accordion', '{{ app.metafields.faq.on }}'],
      ['faq-page', '{{ app.metafields.faq.on }}'],
      ['order-tracking', '{{ app.metafields.tracking.on }}'],
    ])
  })

  it.each(blocks)('$name loads at most 6 kB of script and 4 kB of style, packed', async ({ schema }) => {
    const packed = async (file: string | undefined) => gzipSync(await read(`assets/${file ?? ''}`), { level: 9 }).length
    expect(await packed(schema?.javascript)).toBeLessThanOrEqual(6 * 1024)
    expect(await packed(schema?.stylesheet)).toBeLessThanOrEqual(4 * 1024)
  })

  it.each(blocks)('$name has no setting that does nothing', ({ text, schema }) => {
    const liquid = [text, ...snippets.map((snippet) => snippet.text)].join('\n')
    const unused = Object.keys(defaultSettings(schema ?? { name: '', settings: [] })).filter(
      (id) => !new RegExp(`settings\\.${id}\\b`).test(liquid),
    )
    expect(unused).toEqual([])
  })

  it.each(blocks)('$name says nothing in the theme editor that is not translated', async ({ schema }) => {
    const english = new Set(keysOf(JSON.parse(await read('locales/en.default.schema.json')) as Tree))
    const said = JSON.stringify(schema).match(/"(?:name|label|info|content)":"[^"]*"/g) ?? []
    expect(said.length).toBeGreaterThan(5)
    for (const one of said) {
      const key = /":"t:([\w.]+)"$/.exec(one)?.[1]
      expect(key !== undefined && english.has(key), one).toBe(true)
    }
  })
})

describe('scripts and styles', () => {
  it('keep nothing in the browser, ask nobody else, and name nothing globally', async () => {
    for (const file of await readdir(join(folder, 'assets'))) {
      const text = await read(`assets/${file}`)
      expect(text, file).not.toMatch(/localStorage|sessionStorage|document\.cookie|indexedDB|https?:\/\/|@import|url\(/)
      if (!file.endsWith('.js')) continue
      expect(text, file).not.toMatch(/\b(?:window|globalThis|self)\s*[.[]/)
      // One function that calls itself: what is declared inside is nobody else's.
      expect(text.replace(/^\/\*[\s\S]*?\*\/\s*/, ''), file).toMatch(/^;?\(\(\) => \{[\s\S]*\}\)\(\);?\s*$/)
    }
  })

  it('go to the left and to the right alike', async () => {
    for (const file of (await readdir(join(folder, 'assets'))).filter((name) => name.endsWith('.css')))
      expect(await read(`assets/${file}`), file).not.toMatch(
        /(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right)\s*:|text-align:\s*(?:left|right)|float:/,
      )
  })

  it('move nothing for who does not want it', async () => {
    for (const file of (await readdir(join(folder, 'assets'))).filter((name) => name.endsWith('.css'))) {
      const still = (await read(`assets/${file}`)).replace(
        /@media \(prefers-reduced-motion: no-preference\) \{[\s\S]*?\n\}/g,
        '',
      )
      expect(still, file).not.toMatch(/transition|animation/)
    }
  })
})

it('all Liquid together is far below what Shopify takes', () => {
  const bytes = [...blocks, ...snippets].reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  expect(bytes).toBeLessThan(50_000)
})
