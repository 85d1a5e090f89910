/**
 * The tools in a real browser, one after the other in one shop: the newest orders of the retail year, and two languages on the storefront.
 * Starting a shop takes longer than most of these tests, so they share one; each tool begins with what the sync left, and says so where it matters.
 */
import { afterAll, beforeAll } from 'vitest'
import { startRetailHarness, type Harness } from './harness.ts'
import { walkCompetitors } from './retail/competitors.ts'
import { walkCosts } from './retail/costs.ts'
import { walkFaq } from './retail/faq.ts'
import { walkOrders } from './retail/orders.ts'
import { walkPlan } from './retail/plan.ts'
import { walkPricingPlans } from './retail/pricing-plans.ts'
import { walkPrices } from './retail/prices.ts'
import { walkStorefront } from './retail/storefront.ts'
import { walkSuppliers } from './retail/suppliers.ts'
import { walkTracking } from './retail/tracking.ts'
import { walkTrackingSources } from './retail/tracking-sources.ts'

const ORDERS = 900

let harness: Harness
const started = (): Harness => harness

beforeAll(async () => {
  harness = await startRetailHarness('retail', ORDERS, (state) => {
    state.shop.locales = ['en', 'zh-CN']
  })
}, 300_000)
afterAll(() => harness?.stop())

walkSuppliers(started)
walkOrders(started)
walkPlan(started)
walkStorefront(started)
walkFaq(started)
walkTracking(started)
walkTrackingSources(started)
walkCosts(started)
walkPrices(started)
walkPricingPlans(started)
walkCompetitors(started)
