/** What can be asked of a run: pause, resume, cancel (after a question), retry, start. Only what its state allows is offered. */
import { useFetcher } from '@remix-run/react'
import { Button, InlineStack, Modal, Text } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RunView } from '#app/sync/types.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import type { ActionAnswer } from './action-answer.ts'

export type RunIntent = 'start' | 'reconcile' | 'check' | 'pause' | 'resume' | 'cancel' | 'retry' | 'repair'

/** Posts to the sync page and says what came of it. */
export function useRunAction(): { ask: (intent: RunIntent, runId?: string) => void; busy: RunIntent | null } {
  const fetcher = useFetcher<ActionAnswer>()
  const { t } = useTranslation()
  const toast = useToast()
  const said = fetcher.data
  useEffect(() => {
    if (said) toast(said.ok ? t(said.said) : t(`error.${said.code}.what`))
  }, [said, t, toast])
  const intent = fetcher.formData?.get('intent')
  return {
    ask: (wanted, runId) =>
      fetcher.submit({ intent: wanted, ...(runId ? { runId } : {}) }, { method: 'post', action: '/app/sync?index' }),
    busy: typeof intent === 'string' ? (intent as RunIntent) : null,
  }
}

export function RunActions({ run }: { run: RunView }) {
  const { t } = useTranslation()
  const { ask, busy } = useRunAction()
  const [asking, setAsking] = useState(false)
  const asked = run.asked !== null
  const button = (intent: RunIntent) => (
    <Button
      key={intent}
      onClick={() => ask(intent, run.id)}
      loading={busy === intent}
      disabled={asked || (busy !== null && busy !== intent)}
    >
      {t(`sync.action.${intent}`)}
    </Button>
  )
  const canCancel =
    run.state === 'queued' || run.state === 'running' || run.state === 'paused' || run.state === 'failed'
  return (
    <InlineStack gap="200">
      {(run.state === 'queued' || run.state === 'running') && button('pause')}
      {run.state === 'paused' && button('resume')}
      {run.state === 'failed' && button('retry')}
      {canCancel && (
        <Button
          tone="critical"
          onClick={() => setAsking(true)}
          loading={busy === 'cancel'}
          disabled={run.asked === 'cancel'}
        >
          {t('sync.action.cancel')}
        </Button>
      )}
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={t('sync.cancelTitle')}
        primaryAction={{
          content: t('sync.cancelYes'),
          destructive: true,
          onAction: () => {
            setAsking(false)
            ask('cancel', run.id)
          },
        }}
        secondaryActions={[{ content: t('sync.cancelNo'), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <Text as="p">{t('sync.cancelWhat')}</Text>
        </Modal.Section>
      </Modal>
    </InlineStack>
  )
}
