/**
 * The frame of every merchant page: who asks (session token), menu, language, currency and time zone.
 * Invariant: nothing below renders before the guard has named the shop; the shop is registered before any page reads it.
 */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, Outlet, useLoaderData, useLocation, useNavigation } from '@remix-run/react'
import { NavMenu } from '@shopify/app-bridge-react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { grantDiffers, shopInstalled } from '#app/sync/service.server.ts'
import { useLoadingBar } from '#app/ui/admin-bridge.ts'
import { ShopFormatProvider } from '#app/ui/format.tsx'
import { useLasting, usePageFocus } from '#app/ui/navigation.ts'
import { PolarisFrame } from '#app/ui/polaris-frame.tsx'
import { DetailSkeleton, ListSkeleton, OverviewSkeleton } from '#app/ui/skeletons.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, scopes, installedNow, scopesDiffer } = await requireAdmin(request)
  const known = installedNow ? await shopInstalled(shop.domain, scopes) : scopesDiffer ? await grantDiffers(shop) : shop
  return { currency: known.currency, timezone: known.timezone }
}

export const headers = pageHeaders

export default function App() {
  const { currency, timezone } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  useLoadingBar()
  const main = usePageFocus()
  return (
    <PolarisFrame>
      <ShopFormatProvider currency={currency} timezone={timezone}>
        <NavMenu>
          <Link to="/app" rel="home">
            {t('nav.home')}
          </Link>
          <Link to="/app/products">{t('nav.products')}</Link>
          <Link to="/app/orders">{t('nav.orders')}</Link>
          <Link to="/app/pricing">{t('pricing.title')}</Link>
          <Link to="/app/reorder">{t('reorder.title')}</Link>
          <Link to="/app/tracking">{t('tracking.title')}</Link>
          <Link to="/app/faq">{t('faq.title')}</Link>
          <Link to="/app/storefront">{t('storefront.title')}</Link>
          <Link to="/app/sync">{t('nav.sync')}</Link>
          <Link to="/app/settings">{t('nav.settings')}</Link>
        </NavMenu>
        <main ref={main} tabIndex={-1}>
          <PageOrSkeleton />
        </main>
      </ShopFormatProvider>
    </PolarisFrame>
  )
}

const SKELETON_AFTER_MS = 200

/** The tools' pages that are lists or tables, with the message of their title. */
const LIST_TITLES: Record<string, string> = {
  '/app/pricing/releases': 'pricingReleases.title',
  '/app/pricing/rules': 'pricingRules.title',
  '/app/pricing/costs': 'pricingCosts.title',
  '/app/pricing/prices': 'pricingPrices.title',
  '/app/pricing/competitors': 'pricingCompetitors.title',
  '/app/pricing/promotions': 'pricingPromotions.title',
  '/app/pricing/rates': 'pricingRates.title',
  '/app/pricing/backtest': 'pricingBacktest.title',
  '/app/reorder/suggestions': 'reorderPlan.title',
  '/app/reorder/orders': 'reorder.nav.orders',
  '/app/reorder/suppliers': 'reorder.nav.suppliers',
  '/app/reorder/accuracy': 'reorderPlan.accuracy.title',
  '/app/faq': 'faq.title',
}

/** While another page loads, its outline; the same page with another query stays and is only marked busy. */
function PageOrSkeleton() {
  const { t } = useTranslation()
  const { state, location, formMethod } = useNavigation()
  const here = useLocation().pathname
  const there = location?.pathname
  const leaving = state === 'loading' && formMethod === undefined && there !== undefined && there !== here
  const slow = useLasting(leaving, SKELETON_AFTER_MS)
  if (!slow) return <Outlet />
  if (there === '/app') return <OverviewSkeleton title={t('home.title')} />
  if (there === '/app/products') return <ListSkeleton title={t('products.title')} />
  if (there === '/app/orders') return <ListSkeleton title={t('orders.title')} />
  if (there === '/app/pricing') return <OverviewSkeleton title={t('pricing.title')} />
  if (there === '/app/reorder') return <OverviewSkeleton title={t('reorderPlan.overview')} />
  const title = there === undefined ? undefined : LIST_TITLES[there]
  if (title) return <ListSkeleton title={t(title)} />
  return <DetailSkeleton />
}

export function ErrorBoundary() {
  return (
    <PolarisFrame>
      <main>
        <PageBoundary />
      </main>
    </PolarisFrame>
  )
}
