/** Titles of a category in several languages. In: what is stored and a form. Out: what is stored next; what a page shows. Pure. */
import type { TranslationState } from '../entries/content.ts'
import type { Category, CategoryForm, CategoryTitles } from './schema.ts'

/** @param version that saving makes */
export function applyTitles(before: Category | null, form: CategoryForm, version: number): CategoryTitles {
  const sourceWas = before?.titles[form.source]
  const sourceChanged = before?.source !== form.source || sourceWas?.title !== form.titles[form.source]
  const sourceVersion = sourceChanged ? version : (sourceWas?.sourceVersion ?? version)
  const titles: CategoryTitles = {}
  for (const [language, title] of Object.entries(form.titles)) {
    if (title === '') continue
    const was = before?.titles[language]
    const isKept = was?.title === title && language !== form.source && !form.confirmed.includes(language)
    titles[language] = isKept ? was : { title, sourceVersion }
  }
  return titles
}

export function titleState(
  { source, titles }: Pick<Category, 'source' | 'titles'>,
  language: string,
): TranslationState {
  if (language === source) return 'source'
  const title = titles[language]
  if (!title) return 'missing'
  return title.sourceVersion < (titles[source]?.sourceVersion ?? 0) ? 'stale' : 'done'
}

/** In this language, else as it was written. */
export function titleIn({ source, titles }: Pick<Category, 'source' | 'titles'>, language: string): string {
  return titles[language]?.title ?? titles[source]?.title ?? ''
}
