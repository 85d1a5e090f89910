/**
 * What a mail to a shopper says. In: a moment, a language, the merchant's own words if there are any, values. Out: subject and text. Invariant: a line
 * whose placeholder has no value is left out, so that nothing half said is sent; a value never brings a placeholder of its own.
 */
import type { PhraseLanguage } from '../checkpoints/phrases.ts'
import type { Moment } from '../settings/desk.ts'
import de from './data/de.json' with { type: 'json' }
import en from './data/en.json' with { type: 'json' }
import es from './data/es.json' with { type: 'json' }
import fr from './data/fr.json' with { type: 'json' }
import ja from './data/ja.json' with { type: 'json' }
import zhCN from './data/zh-CN.json' with { type: 'json' }
import zhTW from './data/zh-TW.json' with { type: 'json' }

const WORDS = { en, 'zh-CN': zhCN, 'zh-TW': zhTW, de, fr, es, ja } as const satisfies Record<PhraseLanguage, unknown>

export const MAIL_LANGUAGES = ['en', 'zh-CN', 'zh-TW', 'de', 'fr', 'es', 'ja'] as const satisfies PhraseLanguage[]

export const PLACEHOLDERS = ['order', 'shop', 'status', 'expected_by', 'carrier', 'tracking_number', 'link'] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]
export type MailValues = Record<Placeholder, string | null>

export interface MailTemplate {
  subject: string
  body: string
}

/** What is sent where the merchant has not said otherwise. */
export function defaultTemplate(moment: Moment, language: PhraseLanguage): MailTemplate {
  const { facts, follow, why, moments } = WORDS[language]
  const { subject, intro } = moments[moment]
  // What has arrived is expected no more; what is late says so itself.
  const shown = moment === 'delivered' || moment === 'late' ? facts.split('\n').slice(1).join('\n') : facts
  return { subject, body: [intro, shown, follow, why].join('\n\n') }
}

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g

/** Names in double braces that are none of ours, each once. */
export function unknownPlaceholders(text: string): string[] {
  const names = [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name)
  return [...new Set(names.filter((name) => !isPlaceholder(name)))]
}

function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name)
}

/** The subject keeps its line: what has no value is nothing in it. */
export function writeMail(template: MailTemplate, values: MailValues): { subject: string; text: string } {
  const fill = (text: string): string =>
    text.replace(PLACEHOLDER, (whole, name: string) => (isPlaceholder(name) ? (values[name] ?? '') : whole))
  const lines = template.body
    .replaceAll('\r\n', '\n')
    .split('\n')
    .filter((line) =>
      [...line.matchAll(PLACEHOLDER)].every(([, name = '']) => !isPlaceholder(name) || values[name] !== null),
    )
    .map(fill)
  return {
    subject: fill(template.subject).replace(/\s+/g, ' ').trim(),
    text: lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
  }
}
