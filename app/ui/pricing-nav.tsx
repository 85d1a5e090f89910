/** The pages of pricing. In: which one this is. Out: the row of links that each of them shows. */
import { useTranslation } from 'react-i18next'
import { ToolNav } from './tool-nav.tsx'

const PAGES = [
  ['overview', '/app/pricing'],
  ['releases', '/app/pricing/releases'],
  ['rules', '/app/pricing/rules'],
  ['costs', '/app/pricing/costs'],
  ['prices', '/app/pricing/prices'],
  ['competitors', '/app/pricing/competitors'],
  ['promotions', '/app/pricing/promotions'],
  ['rates', '/app/pricing/rates'],
  ['backtest', '/app/pricing/backtest'],
] as const

export type PricingPage = (typeof PAGES)[number][0]

export function PricingNav({ current }: { current: PricingPage }) {
  const { t } = useTranslation()
  const pages = PAGES.map(([page, url]) => ({ url, title: t(`pricing.nav.${page}`), current: page === current }))
  return <ToolNav label={t('pricing.nav.label')} pages={pages} />
}
