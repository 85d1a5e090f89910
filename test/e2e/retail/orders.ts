/**
 * Purchase orders in a real browser on a part of the retail year: from an empty list to a draft, approval, a receipt with damaged units, and
 * Shopify's stock; a form that is refused and keeps what was typed; every page in both languages and widths.
 */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Id } from '#app/mirror/types.ts'
import { addPurchaseOrders } from '#test/devstore/demo/purchase-orders.ts'
import { unexpected, type Harness } from '../harness.ts'
import { walkPages } from '../page-walk.ts'

let orderId = ''
let supplierId = ''
let draftId = ''
let goods: { sku: string; title: string; itemId: Id }

export function walkOrders(harness: () => Harness): void {
  describe('purchase orders', () => {
    beforeAll(async () => {
      supplierId = randomUUID()
      const { rows } = await harness().demo.db.query<{ variantId: Id; sku: string; title: string; itemId: Id }>(
        `select v.id::text as "variantId", v.sku, p.title, v.inventory_item_id::text as "itemId"
       from mirror_variant v join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id
       where v.sku <> '' and not exists (
         select 1 from mirror_location w where w.shop_id = v.shop_id and w.active and not exists (
           select 1 from mirror_stock_level s where s.shop_id = v.shop_id and s.inventory_item_id = v.inventory_item_id and s.location_id = w.id))
       order by v.id offset 1 limit 1`,
      )
      const [variant] = rows
      if (!variant) throw new Error('the shop has no variants')
      goods = variant
      await harness().demo.db.query(
        `insert into reorder_supplier (shop_id, id, name, currency, card) select id, $1, '义乌晨光工艺品', 'USD', $2 from shop limit 1`,
        [
          supplierId,
          JSON.stringify({
            language: 'zh-CN',
            paymentTerms: '30 % / 70 %',
            incoterm: 'FOB',
            lanes: [{ id: 'sea', name: 'Sea', quotedDays: 40, spreadBps: null }],
          }),
        ],
      )
      await harness().demo.db.query(
        `insert into reorder_supplier_item (shop_id, supplier_id, variant_id, supplier_sku, minimum_units, pack_units, price_breaks, source)
       select id, $1, $2, 'YW-1', 24, 12, '[{"fromUnits": 1, "unitPriceMinor": 210}]', 'merchant' from shop limit 1`,
        [supplierId, variant.variantId],
      )
    }, 300_000)

    function stockAtShopify(): number {
      const item = [...harness().demo.devStore.shops()].flatMap(
        ({ state }) => state.inventoryItems.get(goods.itemId) ?? [],
      )[0]
      return item?.levels.reduce((sum, level) => sum + level.quantities.available, 0) ?? Number.NaN
    }

    const idIn = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? ''

    describe('a merchant', () => {
      it('orders from a supplier, receives a part with damaged units, and finds the sound ones in Shopify', async () => {
        const visit = await harness().visit('/app/reorder/orders')
        let frame = await visit.app()
        await frame.getByText('No purchase order yet').waitFor()
        await frame.getByRole('link', { name: 'New order' }).first().click()
        await frame.getByRole('button', { name: 'Make a draft' }).waitFor()
        frame = await visit.open(`/app/reorder/orders/new?supplier=${supplierId}`)
        await frame.getByRole('button', { name: 'Make a draft' }).click()
        await frame.getByRole('heading', { name: 'PO-1' }).waitFor()
        orderId = idIn(frame.url())

        await frame.getByRole('combobox', { name: 'Add goods' }).fill(goods.sku)
        await frame
          .getByRole('option', { name: new RegExp(`\\(${goods.sku}\\)`) })
          .first()
          .click()
        const units = frame.getByRole('textbox', { name: 'Units' })
        expect(await units.inputValue()).toBe('24')
        await units.fill('a few')
        await frame.getByRole('button', { name: 'Save the lines' }).click()
        await frame.getByText('Some of what was entered does not work.').waitFor()
        expect(await units.inputValue()).toBe('a few')
        expect(await visit.axe()).toEqual([])
        await units.fill('50')
        await frame.getByText('Not in full packs of 12.').waitFor()
        await frame.getByText('Empty: the supplier’s price at this quantity, $2.10').waitFor()
        await frame.getByRole('button', { name: 'Save the lines' }).click()
        await frame.getByRole('button', { name: 'Change', exact: true }).waitFor()
        await visit.screenshot('purchase-order-lines')

        await frame.getByRole('button', { name: 'Approve' }).click()
        await frame.getByRole('button', { name: 'Mark as sent' }).click()
        await frame.getByText('Mark this order as sent?').waitFor()
        expect(await visit.axe()).toEqual([])
        await frame.getByRole('dialog').getByRole('button', { name: 'Mark as sent' }).click()
        await frame.getByRole('button', { name: 'Book the receipt' }).waitFor()

        const before = stockAtShopify()
        await frame.getByRole('textbox', { name: 'Sound' }).fill('30')
        await frame.getByRole('textbox', { name: 'Damaged' }).fill('4')
        await frame.getByRole('textbox', { name: 'Of these, sent again' }).fill('4')
        await frame.getByRole('button', { name: 'Book the receipt' }).click()
        await frame.getByText('In stock', { exact: true }).waitFor({ timeout: 60_000 })
        expect(stockAtShopify() - before).toBe(30)
        await frame.getByText('20 units to come').waitFor()
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })

      it('adds freight and sees the landed cost, and takes the paper to the supplier', async () => {
        const visit = await harness().visit(`/app/reorder/orders/${orderId}`)
        const frame = await visit.app()
        await frame.getByRole('button', { name: 'Add a charge' }).click()
        await frame.getByRole('textbox', { name: 'Amount' }).fill('10')
        await frame.getByRole('button', { name: 'Save the charges' }).click()
        // 50 × 2.10 and 10.00 of freight.
        await frame.getByText('$115.00').first().waitFor()
        for (const [name, ending] of [
          ['PDF', 'pdf'],
          ['Excel', 'xlsx'],
        ] as const) {
          const saved = visit.page.waitForEvent('download')
          await frame.getByRole('button', { name, exact: true }).click()
          expect((await saved).suggestedFilename()).toBe(`PO-1 义乌晨光工艺品.${ending}`)
        }
        await frame.getByRole('button', { name: 'Order again' }).click()
        await frame.getByRole('heading', { name: 'PO-2' }).waitFor()
        draftId = idIn(frame.url())
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })
    })

    it('reads the purchase orders of the Shopify admin, sees what they would add, imports them once and takes them back', async () => {
      for (const { state } of harness().demo.devStore.shops()) addPurchaseOrders(state)
      const visit = await harness().visit('/app/reorder/orders/import')
      const frame = await visit.app()
      const read = frame.getByRole('button', { name: 'Read Shopify’s purchase orders' })
      await read.click()
      await frame.getByRole('heading', { name: 'What Shopify’s purchase orders would add' }).waitFor()
      await frame.getByText('2 open orders', { exact: true }).waitFor()
      await frame.getByText('1 finished order, left out').waitFor()
      expect(await visit.axe()).toEqual([])
      await visit.screenshot('purchase-order-import-native')
      await frame.getByRole('button', { name: 'Import', exact: true }).click()
      await frame.getByText('Orders: 2, new suppliers: 1', { exact: false }).waitFor()
      await read.click()
      await frame.getByText('2 orders are here already').waitFor()
      await frame.getByRole('button', { name: 'Undo' }).first().click()
      await frame.getByText('Removed: 2 orders', { exact: false }).waitFor()
      expect(unexpected(visit.problems)).toEqual([])
      await visit.close()
    })

    walkPages(harness, [
      { name: 'purchase-orders', path: () => '/app/reorder/orders' },
      { name: 'purchase-order', path: () => `/app/reorder/orders/${orderId}` },
      { name: 'purchase-order-draft', path: () => `/app/reorder/orders/${draftId}` },
      { name: 'purchase-order-mail', path: () => `/app/reorder/orders/${orderId}/mail` },
      { name: 'purchase-order-import', path: () => '/app/reorder/orders/import' },
      { name: 'settings-mail', path: () => '/app/settings/mail' },
    ])
  })
}
