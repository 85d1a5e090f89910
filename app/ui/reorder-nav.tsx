/** The pages of reordering. In: which one this is. Out: the row of links that each of them shows. */
import { useTranslation } from 'react-i18next'
import { ToolNav } from './tool-nav.tsx'

const PAGES = [
  ['overview', '/app/reorder'],
  ['suggestions', '/app/reorder/suggestions'],
  ['orders', '/app/reorder/orders'],
  ['transfers', '/app/reorder/transfers'],
  ['suppliers', '/app/reorder/suppliers'],
  ['alerts', '/app/reorder/alerts'],
  ['accuracy', '/app/reorder/accuracy'],
  ['policy', '/app/reorder/policy'],
] as const

export type ReorderPage = (typeof PAGES)[number][0]

export function ReorderNav({ current }: { current: ReorderPage }) {
  const { t } = useTranslation()
  const pages = PAGES.map(([page, url]) => ({ url, title: t(`reorder.nav.${page}`), current: page === current }))
  return <ToolNav label={t('reorder.nav.label')} pages={pages} />
}
