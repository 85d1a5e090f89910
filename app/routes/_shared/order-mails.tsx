/** What was written to the supplier about an order, and what became of it. In: the mails. Out: a card with each one's state and its way on. */
import { useFetcher } from '@remix-run/react'
import { Badge, BlockStack, Button, Card, InlineStack, Text, type BadgeProps } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Mail, MailState } from '#app/mail/schema.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { useFormat } from '#app/ui/format.tsx'
import type { ActionAnswer } from './action-answer.ts'
import { useMailRefusal } from './mail-words.tsx'

type Tone = NonNullable<BadgeProps['tone']>
const TONES: Partial<Record<MailState, Tone>> = {
  planned: 'info',
  handing_over: 'info',
  sent: 'success',
  failed: 'critical',
  unclear: 'warning',
}

/** Whether something is still on its way, so that the page looks again. */
export function isMailMoving(mails: readonly Pick<Mail, 'state'>[]): boolean {
  return mails.some(({ state }) => state === 'planned' || state === 'handing_over')
}

export function OrderMails({ orderId, mails }: { orderId: string; mails: Mail[] }) {
  const { t } = useTranslation()
  const fetcher = useFetcher<ActionAnswer>()
  const refused = useMailRefusal()
  const toast = useToast()
  const said = fetcher.state === 'idle' ? fetcher.data : undefined
  const news = said === undefined ? null : said.ok ? t(said.said) : refused(said)
  useEffect(() => {
    if (news !== null) toast(news)
  }, [said, news, toast])
  if (mails.length === 0) return null
  const ask = (intent: string, mailId: string): void =>
    fetcher.submit({ intent, mailId }, { method: 'post', action: `/app/reorder/orders/${orderId}/mail` })
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('reorderMail.list.title')}
        </Text>
        <BlockStack gap="400" as="ul">
          {mails.map((mail) => (
            <li key={mail.id} className="plain-item">
              <OneMail
                mail={mail}
                orderId={orderId}
                busy={fetcher.state !== 'idle'}
                onAsk={(intent) => ask(intent, mail.id)}
              />
            </li>
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  )
}

interface OneMailProps {
  mail: Mail
  orderId: string
  busy: boolean
  onAsk: (intent: 'retry' | 'arrived' | 'lost') => void
}

function OneMail({ mail, orderId, busy, onAsk }: OneMailProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { state, failure } = mail
  const tone = TONES[state]
  return (
    <BlockStack gap="200">
      <InlineStack gap="200" blockAlign="center">
        <Badge {...(tone ? { tone } : {})}>{t(`reorderMail.state.${state}`)}</Badge>
        <Text as="span" tone="subdued" variant="bodySm">
          {state === 'sent' && mail.endedAt
            ? t('reorderMail.list.sentAt', { at: format.instant(mail.endedAt) })
            : t('reorderMail.list.writtenAt', { at: format.instant(mail.createdAt) })}
        </Text>
      </InlineStack>
      <Text as="p" breakWord>
        {mail.subject}
      </Text>
      <Text as="p" tone="subdued" variant="bodySm" breakWord>
        {t('reorderMail.list.to', { to: mail.recipients.join(', ') })}
      </Text>
      {failure && state !== 'sent' && (
        <Text as="p" breakWord>
          {t(`mail.failure.${failure.code}`)}
          {failure.words !== '' && ` ${t('mail.said', { words: failure.words })}`}
          {state === 'planned' && ` ${t('reorderMail.list.waits', { times: format.number(mail.attempts) })}`}
        </Text>
      )}
      {state === 'sent' && mail.answer?.includes('✗') && (
        <Text as="p" breakWord>
          {t('mail.said', { words: mail.answer })}
        </Text>
      )}
      <InlineStack gap="200">
        {state === 'unclear' && (
          <>
            <Button size="slim" disabled={busy} onClick={() => onAsk('arrived')}>
              {t('reorderMail.list.arrived')}
            </Button>
            <Button size="slim" disabled={busy} onClick={() => onAsk('lost')}>
              {t('reorderMail.list.lost')}
            </Button>
          </>
        )}
        {(state === 'failed' || state === 'unclear') && (
          <Button size="slim" disabled={busy} onClick={() => onAsk('retry')}>
            {t(state === 'failed' ? 'reorderMail.list.retry' : 'reorderMail.list.again')}
          </Button>
        )}
        <DownloadButton
          url={`/app/reorder/orders/${orderId}/mails/${mail.id}`}
          label={t('reorderMail.list.download')}
          accessibilityLabel={t('reorderMail.list.downloadNamed', { subject: mail.subject })}
          failed={t('reorderMail.list.downloadFailed')}
        />
      </InlineStack>
    </BlockStack>
  )
}
