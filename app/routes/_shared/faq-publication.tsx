/** How what is published stands at Shopify: progress, what did not work and what to do about it, a comparison on request. */
import { useFetcher } from '@remix-run/react'
import { Banner, BlockStack, Box, Button, Card, InlineStack, Link, ProgressBar, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { PublicationView } from '#app/tools/faq/publishing/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { usePolling } from '#app/ui/polling.ts'
import type { ActionAnswer } from './action-answer.ts'

const KNOWN_TROUBLES = ['missing_scope', 'throttled', 'upstream_down', 'shop_unauthorized']

/** Forms go to the page that shows it: intents `retryPublication` (field `handle`; '' for all) and `checkPublication`. */
export function PublicationCard({ publication }: { publication: PublicationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const fetcher = useFetcher<ActionAnswer>()
  const { progress, troubles, failure, finishedAt, checkedAt, standing } = publication
  usePolling(progress !== null)
  const busy = fetcher.state !== 'idle'
  const said = busy ? undefined : fetcher.data
  const retry = (handle: string): void => fetcher.submit({ intent: 'retryPublication', handle }, { method: 'post' })
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('faqPublishing.title')}
          </Text>
          <Button
            disabled={busy || standing === 0}
            onClick={() => fetcher.submit({ intent: 'checkPublication' }, { method: 'post' })}
          >
            {t('faqPublishing.check')}
          </Button>
        </InlineStack>
        {failure && (
          <Banner tone="warning" title={t('faqPublishing.trouble.title')}>
            <p>
              {t(`faqPublishing.trouble.${KNOWN_TROUBLES.includes(failure.code) ? failure.code : 'other'}`, {
                scopes: publication.missingScopes.join(', '),
                words: failure.words,
              })}
            </p>
          </Banner>
        )}
        {progress === null ? (
          <Text as="p">
            {standing === 0
              ? t('faqPublishing.nothing')
              : t('faqPublishing.standing', { count: standing, number: format.number(standing) })}
          </Text>
        ) : (
          <BlockStack gap="100">
            <Text as="p" id="faq-progress">
              {t('faqPublishing.progress', {
                done: format.number(progress.done),
                total: format.number(progress.total),
              })}
            </Text>
            <ProgressBar
              size="small"
              ariaLabelledBy="faq-progress"
              progress={Math.round((100 * progress.done) / Math.max(1, progress.total))}
            />
          </BlockStack>
        )}
        <Text as="p" tone="subdued">
          {finishedAt !== null && t('faqPublishing.finished', { when: format.instant(finishedAt) })}{' '}
          {checkedAt === null
            ? t('faqPublishing.neverChecked')
            : t('faqPublishing.checked', { when: format.instant(checkedAt) })}
        </Text>
        <div aria-live="polite">
          {said?.ok === true && <Text as="p">{t(said.said)}</Text>}
          {said?.ok === false && (
            <Text as="p" tone="critical">
              {t(`error.${said.code}`)}
            </Text>
          )}
        </div>
        {troubles.map(({ handle, entryId, state, failure: why }) => (
          <Box key={handle} borderBlockStartWidth="025" borderColor="border" paddingBlockStart="300">
            <InlineStack align="space-between" blockAlign="center" gap="200">
              <BlockStack gap="050">
                <Text as="p">
                  {entryId === null ? (
                    t('faqPublishing.category')
                  ) : (
                    <Link url={`/app/faq/${entryId}`}>{`${t('faqPublishing.entry')} ${entryId}`}</Link>
                  )}
                  {': '}
                  {t(`faqPublishing.failure.${why.code}`)}
                </Text>
                {why.words !== '' && (
                  <Text as="p" tone="subdued">
                    {t('faqPublishing.shopifySaid', { words: why.words })}
                  </Text>
                )}
              </BlockStack>
              <Button size="slim" disabled={busy} onClick={() => retry(handle)}>
                {t(state === 'foreign' ? 'faqPublishing.overwrite' : 'faqPublishing.retry')}
              </Button>
            </InlineStack>
          </Box>
        ))}
        {troubles.length > 1 && (
          <InlineStack>
            <Button disabled={busy} onClick={() => retry('')}>
              {t('faqPublishing.retryAll')}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  )
}
