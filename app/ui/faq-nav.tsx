/** The pages of the FAQ. In: which one this is. Out: the row of links that each of them shows. */
import { useTranslation } from 'react-i18next'
import { ToolNav } from './tool-nav.tsx'

const PAGES = [
  ['entries', '/app/faq'],
  ['categories', '/app/faq/categories'],
  ['translations', '/app/faq/translations'],
  ['values', '/app/faq/values'],
  ['questions', '/app/faq/questions'],
  ['check', '/app/faq/check'],
] as const

export type FaqPage = (typeof PAGES)[number][0]

export function FaqNav({ current }: { current: FaqPage }) {
  const { t } = useTranslation()
  const pages = PAGES.map(([page, url]) => ({ url, title: t(`faq.nav.${page}`), current: page === current }))
  return <ToolNav label={t('faq.nav.label')} pages={pages} />
}
