/**
 * Answering a question by mail. In: a question with an address, words. Out: one mail, or why there is none. Plan, record, apply, confirm: it waits a
 * minute as a row and can be taken back; then app/mail sends it. Invariant: the address is readable only while the mail is being sent, and is gone
 * once it was; a mail goes out at most once.
 */
import { randomUUID } from 'node:crypto'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { AppError, isAppError } from '#app/kernel/errors.ts'
import { carryMail } from '#app/mail/carrying.server.ts'
import { listMails, planMail, scrubMail } from '#app/mail/outbox.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { tokenCipher } from '#app/shopify/secrets.server.ts'
import { emailPlace } from '../asking/service.server.ts'
import { FaqReplyJob } from '../questions/jobs.ts'
import { dropEmail, findEmail, getQuestion, moveQuestions } from '../questions/store.server.ts'
import { UNDO_SECONDS, type ReplyForm } from './schema.ts'
import { insertReply, lockReply, markReply } from './store.server.ts'

const KIND = 'faq.reply'

/** Throws `not_found`, and `conflict` when there is no address any more. Asked twice it is one answer. */
export async function replyTo(shop: Shop, form: ReplyForm, now: Date): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await getQuestion(sql, shop, form.questionId)
    if ((await findEmail(sql, shop, form.questionId)) === null) throw noAddress(form.questionId)
    const sendAt = new Date(now.getTime() + UNDO_SECONDS * 1000).toISOString()
    if (!(await insertReply(sql, shop, form, sendAt))) return
    await moveQuestions(sql, shop, [form.questionId], ['open'], 'answered', null)
    await enqueue(sql, FaqReplyJob, { shopId: shop.id, replyId: form.id }, { afterSeconds: UNDO_SECONDS })
  })
}

/** Throws `not_found`, and `conflict` when it is on its way already. */
export async function takeReplyBack(shop: Shop, id: string): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const reply = await lockReply(sql, shop, id)
    if (!reply) throw new AppError('not_found', `no answer ${id}`)
    if (reply.state === 'taken_back') return
    if (reply.state !== 'planned')
      throw new AppError('conflict', `the answer ${id} is ${reply.state}`, {
        retry: 'never',
        fields: [{ path: ['reply'], message: 'already_sent', code: 'already_sent' }],
      })
    await markReply(sql, shop, id, { state: 'taken_back' })
    await moveQuestions(sql, shop, [reply.questionId], ['answered'], 'open', null)
  })
}

/** What the job does. Throws when the trouble may pass. */
export async function carryReply(shop: Shop, id: string, { signal }: { signal: AbortSignal }): Promise<void> {
  const begun = await inShopSql(shop.id, (sql) => begin(sql, shop, id))
  if (begun === null) return
  const { questionId, mailId } = begun
  await carryMail(shop, mailId, {
    signal,
    onSent: async (sql) => {
      await markReply(sql, shop, id, { state: 'sent' })
      await dropEmail(sql, shop, questionId)
      await scrubMail(sql, shop, mailId)
    },
  })
  await inShopSql(shop.id, async (sql) => {
    const mail = (await listMails(sql, shop, KIND, id)).find((one) => one.id === mailId)
    if (!mail || mail.state === 'sent' || (mail.state !== 'failed' && mail.state !== 'unclear')) return
    await fail(sql, shop, { id, questionId }, mail.failure?.code ?? 'no_answer', mail.failure?.words ?? '')
    await scrubMail(sql, shop, mailId)
  })
}

/** Null: it was taken back, or is over. */
async function begin(sql: ShopSql, shop: Shop, id: string): Promise<{ questionId: Id; mailId: string } | null> {
  const reply = await lockReply(sql, shop, id)
  if (!reply) return null
  const { questionId, subject, text } = reply
  if (reply.state === 'sending' && reply.mailId !== null) return { questionId, mailId: reply.mailId }
  if (reply.state !== 'planned') return null
  const email = await findEmail(sql, shop, questionId)
  if (email === null) {
    await fail(sql, shop, reply, 'address_gone', '')
    return null
  }
  const to = tokenCipher().decrypt(email.box, emailPlace(shop, email.hash))
  const mailId = randomUUID()
  try {
    const mail = { id: mailId, kind: KIND, about: id, to: [to], cc: [], subject, text, files: [], detail: {} }
    await planMail(sql, shop, mail, new Date())
  } catch (error) {
    if (!isAppError(error, 'conflict')) throw error
    await fail(sql, shop, reply, error.fields[0]?.message ?? 'no_account', '')
    return null
  }
  await markReply(sql, shop, id, { state: 'sending', mailId })
  return { questionId, mailId }
}

/** The question is open again, with its address: a person decides. */
async function fail(
  sql: ShopSql,
  shop: Shop,
  reply: { id: string; questionId: Id },
  code: string,
  words: string,
): Promise<void> {
  await markReply(sql, shop, reply.id, { state: 'failed', failure: { code, words } })
  await moveQuestions(sql, shop, [reply.questionId], ['answered'], 'open', null)
}

function noAddress(questionId: Id): AppError {
  return new AppError('conflict', `question ${questionId} has no address`, {
    retry: 'never',
    fields: [{ path: ['questionId'], message: 'address_gone', code: 'address_gone' }],
  })
}
