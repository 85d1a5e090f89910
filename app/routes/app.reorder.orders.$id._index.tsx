/** One purchase order: where it stands, its lines, receiving, charges and landed cost, terms, history with comments, its papers. */
import { randomUUID } from 'node:crypto'
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Banner, BlockStack } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { dayIn } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { mayReceive } from '#app/tools/reorder/purchase-orders/lifecycle.ts'
import {
  ChargesForm,
  CommentForm,
  DetailsForm,
  LinesForm,
  MOVES,
  orderName,
  ReceiptForm,
  type Move,
} from '#app/tools/reorder/purchase-orders/schema.ts'
import {
  addComment,
  canWriteStock,
  changeCharges,
  changeDetails,
  changeLines,
  copyOrder,
  getOrderDetail,
  listFiles,
  listOrderMails,
  moveOrder,
  receiveGoods,
  settleStock,
  writeStockNow,
} from '#app/tools/reorder/purchase-orders/service.server.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePolling } from '#app/ui/polling.ts'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { TwoColumns } from '#app/ui/two-columns.tsx'
import { act, answer, readJson, runIdParam } from './_shared/answer.server.ts'
import { OrderFiles } from './_shared/order-files.tsx'
import { isMailMoving, OrderMails } from './_shared/order-mails.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { ChargesCard, LandedCard } from './_shared/purchase-charges.tsx'
import { DetailsCard, HistoryCard } from './_shared/purchase-history.tsx'
import { PurchaseLines } from './_shared/purchase-lines.tsx'
import { PurchaseQuestion, usePurchaseButtons } from './_shared/purchase-moves.tsx'
import { PurchasePapers } from './_shared/purchase-papers.tsx'
import { Receipts, ReceiveCard } from './_shared/purchase-receive.tsx'
import { StockPermission } from './_shared/purchase-permission.tsx'
import { PurchaseAnswerBanner, PurchaseBadge, type PurchaseAnswer } from './_shared/purchase-words.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const now = new Date()
  return answer(async () => ({
    detail: await getOrderDetail(shop, id, now),
    mails: await listOrderMails(shop, id),
    files: await listFiles(shop, id),
    mayWrite: canWriteStock(shop),
    today: dayIn(shop.timezone, now),
    receiptId: randomUUID(),
  }))
}

const Intent = z.enum([
  'lines',
  'details',
  'charges',
  'comment',
  'receive',
  'writeStock',
  'settleStock',
  'copy',
  ...MOVES,
])
const Settled = z.object({ receiptId: z.uuid(), lineId: z.uuid(), found: z.enum(['there', 'missing']) })

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, redirect } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const posted = await request.formData()
  const intent = Intent.safeParse(posted.get('intent'))
  const answered = await act(async () => {
    if (!intent.success) throw new AppError('invalid_input', 'the form asks for nothing known')
    const at = new Date().toISOString()
    if (intent.data === 'copy') {
      const copy = await copyOrder(shop, id, at)
      throw redirect(`/app/reorder/orders/${copy.id}`)
    }
    return work(shop, id, intent.data, readJson(posted.get('form')), at)
  })
  const init = answered.init?.status === undefined ? {} : { status: answered.init.status }
  return data<PurchaseAnswer>({ ...answered.data, intent: intent.success ? intent.data : '' }, init)
}

/** Does what was asked and says so. */
async function work(
  shop: Shop,
  id: string,
  intent: Exclude<z.infer<typeof Intent>, 'copy'>,
  form: unknown,
  at: string,
): Promise<string> {
  switch (intent) {
    case 'lines':
      await changeLines(shop, id, LinesForm.parse(form), at)
      return 'reorderOrders.said.saved'
    case 'details':
      await changeDetails(shop, id, DetailsForm.parse(form), at)
      return 'reorderOrders.said.saved'
    case 'charges':
      await changeCharges(shop, id, ChargesForm.parse(form), at)
      return 'reorderOrders.said.saved'
    case 'comment':
      await addComment(shop, id, CommentForm.parse(form).text, at)
      return 'reorderOrders.said.commented'
    case 'receive': {
      const { again } = await receiveGoods(shop, id, ReceiptForm.parse(form), at)
      return again ? 'reorderOrders.said.receivedBefore' : 'reorderOrders.said.received'
    }
    case 'writeStock':
      await writeStockNow(shop, id)
      return 'reorderOrders.said.writing'
    case 'settleStock': {
      const { found, ...line } = Settled.parse(form)
      await settleStock(shop, id, line, found, at)
      return 'reorderOrders.said.settled'
    }
    default:
      return moved(shop, id, intent, at)
  }
}

async function moved(shop: Shop, id: string, move: Move, at: string): Promise<string> {
  await moveOrder(shop, id, move, at)
  return `reorderOrders.said.${move}`
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function PurchaseOrder() {
  const { detail, mails, files, mayWrite, today, receiptId } = useLoaderData<typeof loader>()
  const { order, supplier, lines, receipts } = detail
  const { t } = useTranslation()
  const { question, close, ...buttons } = usePurchaseButtons(order)
  const waiting = receipts.flatMap((receipt) => receipt.lines).filter(({ stockState }) => stockState === 'planned')
  // While stock or a mail is on its way the page looks again; without the permission nothing is.
  usePolling((waiting.length > 0 && mayWrite) || isMailMoving(mails))
  const outstandingUnits = lines.reduce((sum, line) => sum + line.outstandingUnits, 0)
  const receivable = mayReceive(order.state)
  return (
    <PageFrame
      title={orderName(order.number)}
      subtitle={supplier.name}
      titleMetadata={<PurchaseBadge state={order.state} />}
      back={{ content: t('reorderOrders.title'), url: '/app/reorder/orders' }}
      {...buttons}
      fullWidth
    >
      <ReorderNav current="orders" />
      <BlockStack gap="400">
        <PurchaseAnswerBanner id={order.id} />
        {!mayWrite && (receivable || waiting.length > 0) && <StockPermission />}
        {supplier.archived && order.state === 'draft' && (
          <Banner tone="warning" title={t('reorderOrders.supplierGone')} />
        )}
        <TwoColumns
          side={
            <BlockStack gap="400">
              <DetailsCard key={order.id} detail={detail} />
              <PurchasePapers detail={detail} />
              <OrderMails orderId={order.id} mails={mails} />
              <OrderFiles key={`files-${order.id}`} orderId={order.id} files={files} />
              <HistoryCard detail={detail} />
            </BlockStack>
          }
        >
          <BlockStack gap="400">
            <PurchaseLines detail={detail} />
            {receivable && <ReceiveCard key={order.id} detail={detail} receiptId={receiptId} today={today} />}
            <Receipts detail={detail} mayWrite={mayWrite} />
            <ChargesCard key={`charges-${order.id}`} detail={detail} />
            <LandedCard detail={detail} />
          </BlockStack>
        </TwoColumns>
      </BlockStack>
      <PurchaseQuestion order={order} outstandingUnits={outstandingUnits} question={question} onClose={close} />
    </PageFrame>
  )
}
