/**
 * Answers that a cross-border shop begins with, in English and Chinese. In: the data beside. Out: typed answers; which texts a shop's languages take.
 * Invariant: every answer has both languages, and says of the shop's settings only what a placeholder fills in.
 */
import { z } from 'zod'
import data from './starter.json' with { type: 'json' }

export const STARTER_LANGUAGES = ['en', 'zh-CN'] as const
export type StarterLanguage = (typeof STARTER_LANGUAGES)[number]

export interface StarterText {
  question: string
  answer: string
  aliases: string[]
}

export interface StarterEntry {
  key: string
  category: string
  texts: Record<StarterLanguage, StarterText>
}

export interface StarterSet {
  categories: { key: string; titles: Record<StarterLanguage, string> }[]
  entries: StarterEntry[]
}

export const STARTER: StarterSet = data

export const STARTER_KEYS = STARTER.entries.map(({ key }) => key)

/** What the page sends. `operation`: a uuid of the page; sent twice it is done once, and it is what takes it back. */
export const StarterForm = z.object({
  operation: z.uuid(),
  keys: z.array(z.string().refine((key) => STARTER_KEYS.includes(key), 'unknown')).min(1, 'nothing_chosen'),
})
export type StarterForm = z.infer<typeof StarterForm>

/** Which of our texts stands for a shop's language; null: we have none. Traditional Chinese is another language. */
export function starterLanguage(language: string): StarterLanguage | null {
  const tag = language.toLowerCase()
  if (tag === 'en' || tag.startsWith('en-')) return 'en'
  return tag === 'zh' || tag === 'zh-cn' || tag.startsWith('zh-hans') || tag === 'zh-sg' ? 'zh-CN' : null
}

/** The languages a shop gets texts in, the one they are written in first: the primary one if we have it, else English beside it. */
export function languagesTaken(languages: readonly string[]): { language: string; from: StarterLanguage }[] {
  const taken = languages.flatMap((language) => {
    const from = starterLanguage(language)
    return from === null ? [] : [{ language, from }]
  })
  return taken.length > 0 ? taken : [{ language: 'en', from: 'en' }]
}
