/** Reordering in a real browser on a part of the retail year: suppliers, then purchase orders, then a plan, one after the other in one shop. */
import { afterAll, beforeAll } from 'vitest'
import { startRetailHarness, type Harness } from './harness.ts'
import { walkOrders } from './reorder/orders.ts'
import { walkPlan } from './reorder/plan.ts'
import { walkSuppliers } from './reorder/suppliers.ts'

let harness: Harness
const started = (): Harness => harness

beforeAll(async () => {
  harness = await startRetailHarness('reorder', 100)
}, 300_000)
afterAll(() => harness?.stop())

walkSuppliers(started)
walkOrders(started)
walkPlan(started)
