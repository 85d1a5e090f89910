/**
 * What a merchant sees when a page cannot be shown: what happened and what to do.
 * In: the error a route threw. Out: not found, no permission, Shopify unreachable, or our own fault; never a stack.
 */
import { isRouteErrorResponse, useRevalidator, useRouteError } from '@remix-run/react'
import { Banner, BlockStack, Box, Button, Card, Page, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { HTTP_STATUS, type ErrorCode } from '#app/kernel/errors.ts'
import { PolarisFrame } from './polaris-frame.tsx'

type PageErrorCode = ErrorCode | 'unexpected'

/** Routes answer `{ code }` with the status of the code; anything else that arrives here is unexpected. */
export function errorCodeOf(error: unknown): PageErrorCode {
  if (!isRouteErrorResponse(error)) return 'unexpected'
  const data: unknown = error.data
  if (typeof data === 'object' && data !== null && 'code' in data) {
    const { code } = data
    if (typeof code === 'string' && code in HTTP_STATUS) return code as ErrorCode
  }
  return error.status === 404 ? 'not_found' : 'unexpected'
}

export function PageError({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const { revalidate, state } = useRevalidator()
  const code = errorCodeOf(error)
  const canRetry = code !== 'not_found' && code !== 'missing_scope'
  return (
    <Page title={t(`pageError.${code}.title`)}>
      <Card>
        <BlockStack gap="400" inlineAlign="start">
          <Text as="p">{t(`pageError.${code}.advice`)}</Text>
          {canRetry ? (
            <Button onClick={revalidate} loading={state === 'loading'}>
              {t('pageError.retry')}
            </Button>
          ) : (
            <Button url="/app">{t('pageError.home')}</Button>
          )}
        </BlockStack>
      </Card>
    </Page>
  )
}

/** For the root: no layout is left around it. */
export function DocumentError() {
  const error = useRouteError()
  const { t } = useTranslation()
  const code = errorCodeOf(error)
  return (
    <PolarisFrame>
      <main>
        <Box padding="400">
          <Page title={t(`pageError.${code}.title`)}>
            <Banner tone={code === 'not_found' ? 'info' : 'critical'}>
              <p>{t(`pageError.${code}.advice`)}</p>
            </Banner>
          </Page>
        </Box>
      </main>
    </PolarisFrame>
  )
}
