/**
 * An order by mail to its supplier. In: an order, words, its papers as files. Out: a message that is written down and sent by a job, or the same
 * message as a file. Invariant: the order's event, its move to `sent` and the ledger's row are in the transaction that says the mail is sent;
 * asking twice with one id writes one message.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { recordActions } from '#app/facts/actions.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { carryMail } from '#app/mail/carrying.server.ts'
import {
  draftMessage,
  getMessage,
  listMails,
  planMail,
  retryMail,
  settleMail,
  type MessageFile,
} from '#app/mail/outbox.server.ts'
import type { Mail } from '#app/mail/schema.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { goodsChanged } from '../../replan/service.server.ts'
import { OrderMailJob } from '../jobs.ts'
import { markSent } from '../moves/service.server.ts'
import { orderName } from '../schema.ts'
import { listAttachments, readAttachments } from '../attachments/store.server.ts'
import { addEvent, getOrder, listLines, refusal } from '../store.server.ts'
import { MAILED_STATES, MOST_ATTACHED_BYTES, type OrderMailForm } from './schema.ts'

const KIND = 'reorder.order'

/** What was written to the supplier about an order, newest first. */
export async function listOrderMails(shop: Shop, orderId: string): Promise<Mail[]> {
  return inShopSql(shop.id, (sql) => listMails(sql, shop, KIND, orderId))
}

/**
 * Writes the mail down and has it sent. Throws `conflict`: wrong_state for an order that is not approved, or the reason why no mail can be sent
 * (`mail.failure.*`); `invalid_input` at `attachments`: file_gone, files_too_large.
 */
export async function planOrderMail(
  shop: Shop,
  orderId: string,
  form: OrderMailForm,
  files: readonly MessageFile[],
  at: Date,
): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const order = await getOrder(sql, shop, orderId, { lock: true })
    if (!MAILED_STATES.some((state) => state === order.state))
      throw refusal('wrong_state', `order ${orderId} is ${order.state}: it cannot be mailed`)
    const message = await content(sql, shop, orderId, form, files)
    const planned = await planMail(
      sql,
      shop,
      { ...message, kind: KIND, about: orderId, detail: { markSent: form.markSent } },
      at,
    )
    if (planned) await enqueueMail(sql, shop, orderId, form.mailId)
  })
}

/** The same message as a file for a mail program. */
export async function draftOrderMail(
  shop: Shop,
  orderId: string,
  form: OrderMailForm,
  files: readonly MessageFile[],
  at: Date,
): Promise<Buffer> {
  return inShopSql(shop.id, async (sql) => {
    await getOrder(sql, shop, orderId)
    return draftMessage(sql, shop, await content(sql, shop, orderId, form, files), at)
  })
}

/** The message with the order's papers, and the files on the order that were chosen. */
async function content(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  { mailId, to, cc, subject, text, attachments }: OrderMailForm,
  papers: readonly MessageFile[],
) {
  const present = await listAttachments(sql, shop, orderId)
  const chosen = present.filter(({ id }) => attachments.includes(id))
  if (chosen.length < new Set(attachments).size) throw refusedFiles('file_gone')
  if (chosen.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > MOST_ATTACHED_BYTES)
    throw refusedFiles('files_too_large')
  const files = [...papers, ...(await readAttachments(sql, shop, orderId, attachments))]
  return { id: mailId, to, cc, subject, text, files }
}

function refusedFiles(code: 'file_gone' | 'files_too_large'): AppError {
  return new AppError('invalid_input', `the files cannot go with the mail: ${code}`, {
    fields: [{ path: ['attachments'], message: code }],
  })
}

/** A message as it went out. Throws `not_found`. */
export async function mailAsSent(
  shop: Shop,
  orderId: string,
  mailId: string,
): Promise<{ subject: string; message: Buffer }> {
  return inShopSql(shop.id, (sql) => getMessage(sql, shop, KIND, orderId, mailId))
}

/** A person wants a failed or unclear mail sent again. Throws `conflict`, `not_found`. */
export async function retryOrderMail(shop: Shop, orderId: string, mailId: string): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await retryMail(sql, shop, KIND, orderId, mailId)
    await enqueueMail(sql, shop, orderId, mailId)
  })
}

/** A person found out whether an unclear mail arrived. Throws `conflict`, `not_found`. */
export async function settleOrderMail(
  shop: Shop,
  orderId: string,
  mailId: string,
  arrived: boolean,
  at: Date,
): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const { mail, detail } = await settleMail(sql, shop, { kind: KIND, about: orderId, id: mailId }, arrived, at)
    if (arrived) await noteSent(sql, shop, orderId, { mail, detail, at: at.toISOString() }, 'merchant')
  })
}

async function enqueueMail(sql: ShopSql, shop: Shop, orderId: string, mailId: string): Promise<void> {
  await enqueue(sql, OrderMailJob, { shopId: shop.id, orderId, mailId }, { oneWaiting: mailId })
}

/** What the job does. */
export async function carryOrderMail(shop: Shop, orderId: string, mailId: string, signal: AbortSignal): Promise<void> {
  await carryMail(shop, mailId, {
    signal,
    onSent: (sql, sent) => noteSent(sql, shop, orderId, sent, `job:${OrderMailJob.name}`),
  })
}

/** The history's line, the move and the ledger's row; an order that has moved on meanwhile stays where it is. */
async function noteSent(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  { mail, detail, at }: { mail: Mail; detail: Record<string, unknown>; at: Instant },
  actor: 'merchant' | `job:${string}`,
): Promise<void> {
  const order = await getOrder(sql, shop, orderId, { lock: true })
  const { recipients, files } = mail
  await addEvent(sql, shop, orderId, 'sent_mail', { recipients, files }, at)
  const moves = detail['markSent'] === true && order.state === 'approved'
  if (moves) {
    await markSent(sql, shop, order, at)
    const lines = await listLines(sql, shop, orderId)
    await goodsChanged(
      sql,
      shop,
      lines.map(({ variantId }) => variantId),
    )
  }
  await recordActions(sql, shop, [
    {
      tool: 'reorder',
      kind: 'order.mail',
      key: `reorder.mail:${mail.id}`,
      target: `reorder-order:${orderId}`,
      before: { state: order.state },
      // Whom it went to is on the order: the ledger holds no addresses.
      after: {
        state: moves ? 'sent' : order.state,
        order: orderName(order.number),
        files,
        recipients: recipients.length,
      },
      actor,
    },
  ])
}
