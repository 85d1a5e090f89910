/** Writing to the supplier: an order by e-mail, with its papers, in the supplier's language; or the same message as a file. */
import { randomUUID } from 'node:crypto'
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import {
  Banner,
  BlockStack,
  Button,
  Card,
  Checkbox,
  ChoiceList,
  InlineStack,
  Select,
  Text,
  TextField,
} from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { LOCALES, type Locale } from '#app/i18n/locales.ts'
import { mailSettings } from '#app/mail/service.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { MAILED_STATES, OrderMailForm } from '#app/tools/reorder/purchase-orders/mail/schema.ts'
import { PAPER_FORMATS } from '#app/tools/reorder/purchase-orders/papers/sheet.ts'
import { orderName } from '#app/tools/reorder/purchase-orders/schema.ts'
import {
  getOrderDetail,
  listFiles,
  planOrderMail,
  retryOrderMail,
  settleOrderMail,
} from '#app/tools/reorder/purchase-orders/service.server.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { act, answer, runIdParam } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { useMailField, useMailRefusal } from './_shared/mail-words.tsx'
import { mailFiles, mailWords } from './_shared/order-mail.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  return answer(async () => {
    const detail = await getOrderDetail(shop, id, new Date())
    const { order, supplier, lines } = detail
    const { ready, missing } = await mailSettings(shop)
    return {
      order: { id, number: order.number, state: order.state },
      supplier: { id: order.supplierId, name: supplier.name, language: supplier.card.language },
      to: supplier.card.contacts.map(({ email }) => email).filter((email) => email !== ''),
      hasColumns: supplier.card.columns.length > 0,
      lines: lines.length,
      words: await mailWords(shop, detail),
      present: await listFiles(shop, id),
      ready,
      missing,
      mailId: randomUUID(),
    }
  })
}

const Which = z.object({ mailId: z.uuid() })

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, redirect } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const form = Object.fromEntries(await request.formData())
  const answered = await act(async () => {
    const now = new Date()
    switch (form['intent']) {
      case 'send': {
        const mail = OrderMailForm.parse(form)
        const detail = await getOrderDetail(shop, id, now)
        await planOrderMail(shop, id, mail, await mailFiles(shop, detail, mail.language, mail.files, now), now)
        throw redirect(`/app/reorder/orders/${id}`)
      }
      case 'retry':
        await retryOrderMail(shop, id, Which.parse(form).mailId)
        return 'reorderMail.said.retried'
      case 'arrived':
      case 'lost':
        await settleOrderMail(shop, id, Which.parse(form).mailId, form['intent'] === 'arrived', now)
        return 'reorderMail.said.settled'
      default:
        throw new AppError('invalid_input', 'the form asks for nothing known')
    }
  })
  return data<ActionAnswer>(answered.data, answered.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function MailOrder() {
  const { order, supplier, to, hasColumns, lines, words, present, ready, missing, mailId } =
    useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const fetcher = useFetcher<ActionAnswer>()
  const [language, setLanguage] = useState<Locale>(supplier.language)
  const [typed, setTyped] = useState({
    to: to[0] ?? '',
    cc: to.slice(1).join(', '),
    ...words[supplier.language],
  })
  const [files, setFiles] = useState<string[]>(hasColumns ? ['pdf', 'xlsx'] : ['pdf'])
  const [attachments, setAttachments] = useState<string[]>([])
  const [markSent, setMarkSent] = useState(true)
  const said = fetcher.state === 'idle' ? fetcher.data : undefined
  const refused = useMailRefusal()
  const errorOf = useMailField(said)
  const mayMail = MAILED_STATES.some((state) => state === order.state)
  const back = `/app/reorder/orders/${order.id}`
  const field = (name: keyof typeof typed) => {
    const error = errorOf(name)
    return {
      label: t(`reorderMail.${name}`),
      value: typed[name],
      onChange: (value: string) => setTyped({ ...typed, [name]: value }),
      autoComplete: 'off',
      ...(error === undefined ? {} : { error }),
    }
  }
  const chooseLanguage = (next: string): void => {
    const locale = LOCALES.find((known) => known === next) ?? language
    // Words that somebody changed stay as they are.
    const [before, after] = [words[language], words[locale]]
    setTyped({
      ...typed,
      subject: typed.subject === before.subject ? after.subject : typed.subject,
      text: typed.text === before.text ? after.text : typed.text,
    })
    setLanguage(locale)
  }
  const fields = (intent: string): Record<string, string> => ({
    intent,
    mailId,
    ...typed,
    language,
    files: files.join(','),
    attachments: attachments.join(','),
    markSent: String(markSent && order.state === 'approved'),
  })
  const general = said?.ok === false ? refused(said) : null
  return (
    <PageFrame
      title={t('reorderMail.title', { number: orderName(order.number) })}
      subtitle={supplier.name}
      back={{ content: orderName(order.number), url: back }}
    >
      <ReorderNav current="orders" />
      <BlockStack gap="400">
        <div aria-live="polite">
          {general && (
            <Banner tone="critical" title={t('reorderMail.notPlanned')}>
              <p>{general}</p>
            </Banner>
          )}
        </div>
        {!mayMail && (
          <Banner tone="warning" action={{ content: orderName(order.number), url: back }}>
            <p>{t(order.state === 'draft' ? 'reorderMail.draftFirst' : 'reorderMail.wrongState')}</p>
          </Banner>
        )}
        {missing && (
          <Banner
            tone="info"
            title={t('reorderMail.noServer')}
            action={{ content: t('mail.settings.open'), url: '/app/settings/mail' }}
          >
            <p>{t(`mail.failure.${missing}`)}</p>
          </Banner>
        )}
        {to.length === 0 && (
          <Banner
            tone="info"
            action={{ content: t('reorderMail.toCard'), url: `/app/reorder/suppliers/${supplier.id}` }}
          >
            <p>{t('reorderMail.noContact')}</p>
          </Banner>
        )}
        <Card>
          <BlockStack gap="400">
            <TextField {...field('to')} type="text" inputMode="email" helpText={t('reorderMail.toHelp')} />
            <TextField {...field('cc')} type="text" inputMode="email" />
            <Select
              label={t('reorderMail.language')}
              options={LOCALES.map((locale) => ({ value: locale, label: t(`reorderOrders.papers.locale.${locale}`) }))}
              value={language}
              onChange={chooseLanguage}
            />
            <TextField {...field('subject')} />
            <TextField {...field('text')} multiline={10} />
            {lines > 0 && (
              <>
                <ChoiceList
                  allowMultiple
                  title={t('reorderMail.files')}
                  choices={PAPER_FORMATS.map((format) => ({
                    value: format,
                    label: t(`reorderOrders.papers.format.${format}`),
                  }))}
                  selected={files}
                  onChange={(chosen) => setFiles(PAPER_FORMATS.filter((format) => chosen.includes(format)))}
                />
                {hasColumns && (
                  <Text as="p" tone="subdued" variant="bodySm">
                    {t('reorderMail.filesHelp')}
                  </Text>
                )}
              </>
            )}
            {present.length > 0 && (
              <ChoiceList
                allowMultiple
                title={t('reorderMail.attachments')}
                choices={present.map(({ id, name, sizeBytes }) => ({
                  value: id,
                  label: name,
                  helpText: format.fileSize(sizeBytes),
                }))}
                selected={attachments}
                onChange={setAttachments}
                error={errorOf('attachments')}
              />
            )}
            {order.state === 'approved' && ready && (
              <Checkbox
                label={t('reorderMail.markSent')}
                helpText={t('reorderMail.markSentHelp')}
                checked={markSent}
                onChange={setMarkSent}
              />
            )}
            {ready && (
              <Text as="p" tone="subdued">
                {t('reorderMail.from', ready)}
              </Text>
            )}
            <InlineStack gap="200">
              {ready && (
                <Button
                  variant="primary"
                  disabled={!mayMail}
                  loading={fetcher.state !== 'idle'}
                  onClick={() => fetcher.submit(fields('send'), { method: 'post' })}
                >
                  {t('reorderMail.send')}
                </Button>
              )}
              <DownloadButton
                url={`${back}/mail-file`}
                label={t('reorderMail.save')}
                failed={t('reorderMail.saveFailed')}
                form={() => {
                  const form = new FormData()
                  for (const [name, value] of Object.entries(fields('save'))) form.set(name, value)
                  return form
                }}
              />
            </InlineStack>
            <Text as="p" tone="subdued" variant="bodySm">
              {t('reorderMail.saveHelp')}
            </Text>
          </BlockStack>
        </Card>
      </BlockStack>
    </PageFrame>
  )
}
