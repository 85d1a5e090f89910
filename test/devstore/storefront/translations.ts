/**
 * Translations of a theme or an extension: locales/*.json and the t filter.
 * In: the dictionaries of the files, a language, a key. Out: the text. Invariant: a key that no dictionary has is an error that names it;
 * what a language lacks comes from the default one. As Shopify does, the text is escaped unless its key ends with _html.
 */

type Dictionary = Readonly<Record<string, unknown>>

export class Translations {
  readonly #byLocale: ReadonlyMap<string, Dictionary>
  readonly #fallback: string

  /** `files`: 'en.default' or 'zh-CN' -> the parsed file */
  constructor(files: ReadonlyMap<string, Dictionary>) {
    const first = [...files.keys()].find((name) => name.endsWith('.default'))
    if (first === undefined) throw new Error('There is no locales/<language>.default.json')
    this.#fallback = first.replace('.default', '')
    this.#byLocale = new Map([...files].map(([name, file]) => [name.replace('.default', ''), file]))
  }

  translate(key: string, locale: string, values: Readonly<Record<string, unknown>>): string {
    for (const language of [locale, locale.split('-')[0] ?? locale, this.#fallback]) {
      const found = this.#find(key, language, values['count'])
      if (found === null) continue
      const text = found.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => {
        if (!Object.hasOwn(values, name)) throw new Error(`The translation ${key} needs "${name}"`)
        return String(values[name])
      })
      return key.endsWith('_html') ? text : escapeHtml(text)
    }
    throw new Error(`There is no translation ${key}`)
  }

  #find(key: string, locale: string, count: unknown): string | null {
    let node: unknown = this.#byLocale.get(locale)
    for (const part of key.split('.'))
      node = typeof node === 'object' && node !== null ? (node as Dictionary)[part] : undefined
    if (typeof node === 'string') return node
    if (typeof node !== 'object' || node === null || count === undefined) return null
    const forms = node as Dictionary
    const form = forms[new Intl.PluralRules(locale).select(Number(count))] ?? forms['other']
    return typeof form === 'string' ? form : null
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/** What a page says that Liquid could not render. */
export function liquidErrorPage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return `<!doctype html><html lang="en"><title>Liquid error</title><h1>Liquid error</h1><pre>${escapeHtml(message)}</pre></html>`
}
