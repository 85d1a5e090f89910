/** Transfers made here or at Shopify, with where each stands and what stopped it. In: rows. Out: a table; retry and give up for what failed. */
import { BlockStack, Box, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { TransferRow } from '#app/tools/reorder/transfers/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { TransferBadge } from './transfer-words.tsx'

interface TransferListProps {
  transfers: TransferRow[]
  busy: boolean
  onRetry: (id: string) => void
  onGiveUp: (id: string) => void
}

export function TransferList({ transfers, busy, onRetry, onGiveUp }: TransferListProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <Text as="h2" variant="headingMd">
          {t('reorderTransfers.list.title')}
        </Text>
      </Box>
      {transfers.length === 0 ? (
        <ListEmpty title={t('reorderTransfers.list.empty')} advice={t('reorderTransfers.list.emptyAdvice')} />
      ) : (
        <SimpleTable
          edge
          label={t('reorderTransfers.list.title')}
          rows={transfers}
          rowKey={({ id, shopifyId }) => `${id ?? ''} ${shopifyId ?? ''}`}
          columns={[
            { key: 'name', title: t('reorderTransfers.list.name'), nowrap: true, cell: ({ name }) => name },
            {
              key: 'way',
              title: t('reorderTransfers.list.way'),
              cell: ({ originName, destinationName }) =>
                t('reorderTransfers.moves.from', {
                  origin: originName ?? t('reorderTransfers.list.outside'),
                  destination: destinationName ?? t('reorderTransfers.list.outside'),
                }),
            },
            {
              key: 'state',
              title: t('reorderTransfers.list.state'),
              cell: (row) => (
                <BlockStack gap="100">
                  <InlineStack>
                    <TransferBadge state={row.state} />
                  </InlineStack>
                  {row.failure && (
                    <Text as="span" variant="bodySm">
                      {t(`reorderTransfers.failure.${row.failure.code}`)}
                    </Text>
                  )}
                  {row.state === 'failed' && row.id !== null && (
                    <Mend name={row.name} id={row.id} busy={busy} onRetry={onRetry} onGiveUp={onGiveUp} />
                  )}
                </BlockStack>
              ),
            },
            {
              key: 'units',
              title: t('reorderTransfers.list.units'),
              numeric: true,
              cell: ({ units }) => format.number(units),
            },
            {
              key: 'received',
              title: t('reorderTransfers.list.received'),
              numeric: true,
              cell: ({ receivedUnits }) => format.number(receivedUnits),
            },
            {
              key: 'created',
              title: t('reorderTransfers.list.created'),
              nowrap: true,
              cell: ({ createdAt }) =>
                createdAt === null ? <NoValue meaning={t('reorderTransfers.list.noDay')} /> : format.instant(createdAt),
            },
          ]}
        />
      )}
    </Card>
  )
}

interface MendProps extends Pick<TransferListProps, 'busy' | 'onRetry' | 'onGiveUp'> {
  id: string
  name: string
}

function Mend({ id, name, busy, onRetry, onGiveUp }: MendProps) {
  const { t } = useTranslation()
  return (
    <InlineStack gap="200">
      <Button
        size="slim"
        disabled={busy}
        accessibilityLabel={t('reorderTransfers.list.retryNamed', { name })}
        onClick={() => onRetry(id)}
      >
        {t('reorderTransfers.list.retry')}
      </Button>
      <Button
        size="slim"
        tone="critical"
        disabled={busy}
        accessibilityLabel={t('reorderTransfers.list.giveUpNamed', { name })}
        onClick={() => onGiveUp(id)}
      >
        {t('reorderTransfers.list.giveUp')}
      </Button>
    </InlineStack>
  )
}
