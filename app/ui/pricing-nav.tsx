/**
 * The way between the pricing pages: one row of links under the title, scrolled by itself where there is no room.
 * In: which page this is. Invariant: they are links (every one by keyboard, each with an address), and the row keeps its height.
 */
import { Link } from '@remix-run/react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

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
  const row = useRef<HTMLUListElement>(null)

  // On a phone the page's own link may lie outside the row's window.
  useEffect(() => {
    const list = row.current
    const here = list?.querySelector<HTMLElement>('[aria-current]')
    if (list && here) list.scrollLeft = here.offsetLeft - (list.clientWidth - here.offsetWidth) / 2
  }, [current])

  return (
    <nav aria-label={t('pricing.nav.label')} className="page-nav">
      <ul ref={row}>
        {PAGES.map(([page, url]) => (
          <li key={page}>
            <Link to={url} {...(page === current ? { 'aria-current': 'page' as const } : {})}>
              {t(`pricing.nav.${page}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
