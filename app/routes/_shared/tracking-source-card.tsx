/** One source: connect it; when connected how it does, what went wrong and what to do; ask now, disconnect and take that back. */
import { useFetcher } from '@remix-run/react'
import { Badge, Banner, BlockStack, Button, Card, InlineStack, List, Modal, Text } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NEEDS_A_PERSON, type SourceView } from '#app/tools/tracking/sources/schema.ts'
import type { AskedSource } from '#app/tools/tracking/sources/source.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { usePolling } from '#app/ui/polling.ts'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import type { SourceAnswer } from './tracking-source-answer.ts'
import { EndpointGuide } from './tracking-endpoint-guide.tsx'
import { useSourceName } from './tracking-source-name.ts'
import { ConnectSource, SourceOptionsForm } from './tracking-source-form.tsx'
import { PushAddress } from './tracking-source-push.tsx'
import { QuotaBar } from './tracking-source-quota.tsx'

interface SourceCardProps {
  source: AskedSource
  /** null: never connected */
  view: SourceView | null
  /** of the app, for addresses that services call */
  origin: string
  openParcels: boolean
}

export function SourceCard({ source, view, origin, openParcels }: SourceCardProps) {
  const { t } = useTranslation()
  const nameOf = useSourceName()
  const [connecting, setConnecting] = useState(false)
  const connected = view?.state === 'connected'
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {nameOf(source)}
          </Text>
          <StateBadge view={view} />
        </InlineStack>
        <Text as="p">{t(`trackingSources.about.${source}`)}</Text>
        {connected ? (
          <Connected view={view} origin={origin} onReplace={() => setConnecting(true)} />
        ) : (
          <>
            {view?.undoUntil != null && <TakeBack view={view} />}
            {!connecting && (
              <InlineStack>
                <Button onClick={() => setConnecting(true)}>{t('trackingSources.connect')}</Button>
              </InlineStack>
            )}
          </>
        )}
        {connecting && (
          <ConnectSource source={source} view={view} openParcels={openParcels} onDone={() => setConnecting(false)} />
        )}
        {source === 'endpoint' && (connecting || connected) && <EndpointGuide />}
      </BlockStack>
    </Card>
  )
}

function StateBadge({ view }: { view: SourceView | null }) {
  const { t } = useTranslation()
  if (view === null) return <Badge>{t('trackingSources.state.none')}</Badge>
  if (view.state === 'disconnected') return <Badge>{t('trackingSources.state.disconnected')}</Badge>
  if (view.trouble === null) return <Badge tone="success">{t('trackingSources.state.connected')}</Badge>
  return NEEDS_A_PERSON.has(view.trouble.code) ? (
    <Badge tone="critical">{t('trackingSources.state.stopped')}</Badge>
  ) : (
    <Badge tone="warning">{t('trackingSources.state.waiting')}</Badge>
  )
}

function TakeBack({ view }: { view: SourceView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const fetcher = useFetcher<SourceAnswer>()
  const said = fetcher.data
  return (
    <Banner tone="info" title={t('trackingSources.disconnectedTitle')}>
      <BlockStack gap="200">
        <Text as="p">
          {t('trackingSources.disconnectedWhat', { when: format.instant(view.undoUntil ?? view.connectedAt) })}
        </Text>
        {said?.ok === false && (
          <Text as="p" tone="critical">
            {t('trackingSources.undoGone')}
          </Text>
        )}
        <InlineStack>
          <Button
            loading={fetcher.state !== 'idle'}
            onClick={() => fetcher.submit({ intent: 'undo', source: view.source }, { method: 'post' })}
          >
            {t('trackingSources.undo')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Banner>
  )
}

const ASKING_MS = 60_000

function Connected({ view, origin, onReplace }: { view: SourceView; origin: string; onReplace: () => void }) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<SourceAnswer>()
  const [disconnecting, setDisconnecting] = useState(false)
  const [askedBefore, setAskedBefore] = useState<{ at: string | null } | null>(null)
  const waiting = askedBefore !== null && askedBefore.at === view.askedAt
  // Connected a moment ago: the first answers come in seconds.
  const [isNew, setIsNew] = useState(view.askedAt === null)
  usePolling(waiting || (isNew && view.counts.planned + view.counts.calling + view.counts.registered === 0))
  useEffect(() => {
    const timer = setTimeout(() => setIsNew(false), ASKING_MS)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => {
    if (askedBefore === null) return
    const timer = setTimeout(() => setAskedBefore(null), ASKING_MS)
    return () => clearTimeout(timer)
  }, [askedBefore])
  const said = fetcher.data
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  const ask = (): void => {
    setAskedBefore({ at: view.askedAt })
    fetcher.submit({ intent: 'ask', source: view.source }, { method: 'post' })
  }
  return (
    <BlockStack gap="400">
      {view.trouble && <TroubleBanner view={view} />}
      {said?.ok === false && (
        <Banner tone="critical">
          <p>{t(`pageError.${said.code}.advice`)}</p>
        </Banner>
      )}
      <QuotaBar view={view} />
      <Facts view={view} />
      <Refusals view={view} />
      {view.pushPath !== null && <PushAddress view={view} address={`${origin}${view.pushPath}`} />}
      <SourceOptionsForm view={view} />
      <InlineStack gap="200">
        <Button loading={fetcher.state !== 'idle' || waiting} onClick={ask}>
          {t('trackingSources.askNow')}
        </Button>
        <Button onClick={onReplace}>{t('trackingSources.replace')}</Button>
        <Button tone="critical" onClick={() => setDisconnecting(true)}>
          {t('trackingSources.disconnect')}
        </Button>
      </InlineStack>
      {disconnecting && <DisconnectModal view={view} onClose={() => setDisconnecting(false)} />}
    </BlockStack>
  )
}

function TroubleBanner({ view }: { view: SourceView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { trouble, blockedUntil } = view
  if (trouble === null) return null
  return (
    <Banner
      tone={NEEDS_A_PERSON.has(trouble.code) ? 'critical' : 'warning'}
      title={t(`trackingSources.trouble.${trouble.code}`)}
    >
      <BlockStack gap="100">
        <Text as="p">{t(`trackingSources.advice.${trouble.code}`)}</Text>
        <Text as="p">{t('trackingSources.lastKnown')}</Text>
        <Text as="p" tone="subdued">
          {t('trackingSources.troubleAt', { when: format.instant(trouble.at) })}
          {trouble.words !== '' && ` ${t('trackingSources.troubleWords', { words: trouble.words })}`}
          {blockedUntil !== null && ` ${t('trackingSources.blockedUntil', { when: format.instant(blockedUntil) })}`}
        </Text>
      </BlockStack>
    </Banner>
  )
}

function Facts({ view }: { view: SourceView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const nameOf = useSourceName()
  const { counts } = view
  const moment = (at: string | null): string => (at === null ? t('trackingSources.never') : format.instant(at))
  const rows = [
    { key: 'account', value: view.hint },
    { key: 'connectedAt', value: moment(view.connectedAt) },
    { key: 'askedAt', value: moment(view.askedAt) },
    { key: 'answeredAt', value: moment(view.answeredAt) },
    ...(view.pushPath === null ? [] : [{ key: 'pushedAt', value: moment(view.pushedAt) }]),
    { key: 'following', value: format.number(counts.registered) },
    { key: 'planned', value: format.number(counts.planned + counts.calling) },
    { key: 'unclear', value: format.number(counts.unclear) },
    { key: 'stopped', value: format.number(counts.stopped) },
    ...(view.ignored > 0 ? [{ key: 'ignored', value: format.number(view.ignored) }] : []),
    ...(view.forged > 0 ? [{ key: 'forged', value: format.number(view.forged) }] : []),
  ]
  return (
    <SimpleTable
      label={t('trackingSources.facts.label', { source: nameOf(view.source) })}
      rows={rows}
      rowKey={({ key }) => key}
      columns={[
        { key: 'what', title: t('trackingSources.facts.what'), cell: ({ key }) => t(`trackingSources.facts.${key}`) },
        {
          key: 'value',
          title: t('trackingSources.facts.value'),
          cell: ({ value }) => <span className="wrap-anywhere">{value}</span>,
        },
      ]}
    />
  )
}

function Refusals({ view }: { view: SourceView }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (view.refusals.length === 0) return null
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {t('trackingSources.refusals')}
      </Text>
      <List>
        {view.refusals.map(({ reason, numbers, example, words }) => (
          <List.Item key={reason}>
            <span className="wrap-anywhere">
              {t(`trackingSources.refusal.${reason}`, { count: numbers, numbers: format.number(numbers), example })}
              {words !== null && ` ${t('trackingSources.troubleWords', { words })}`}
            </span>
          </List.Item>
        ))}
      </List>
    </BlockStack>
  )
}

function DisconnectModal({ view, onClose }: { view: SourceView; onClose: () => void }) {
  const { t } = useTranslation()
  const nameOf = useSourceName()
  const fetcher = useFetcher<SourceAnswer>()
  const said = fetcher.data
  useEffect(() => {
    if (said?.ok) onClose()
  }, [said, onClose])
  return (
    <Modal
      open
      onClose={onClose}
      title={t('trackingSources.disconnectTitle', { source: nameOf(view.source) })}
      primaryAction={{
        content: t('trackingSources.disconnect'),
        destructive: true,
        loading: fetcher.state !== 'idle',
        onAction: () => fetcher.submit({ intent: 'disconnect', source: view.source }, { method: 'post' }),
      }}
      secondaryActions={[{ content: t('trackingSources.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          {said?.ok === false && (
            <Banner tone="critical">
              <p>{t(`pageError.${said.code}.advice`)}</p>
            </Banner>
          )}
          <Text as="p">{t('trackingSources.disconnectWhat')}</Text>
        </BlockStack>
      </Modal.Section>
    </Modal>
  )
}
