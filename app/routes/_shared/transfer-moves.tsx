/** Moves between two locations: units to change or leave out, the ways compared, one button. In: a group. Out: lines to make a transfer of. */
import { BlockStack, Box, Button, Card, InlineStack, Link, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldError } from '#app/kernel/errors.ts'
import { MOST_LINES, WAYS, type MoveGroup } from '#app/tools/reorder/transfers/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ShowMore } from '#app/ui/show-more.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { CoverDays } from './plan-words.tsx'
import { WayText } from './transfer-words.tsx'

interface MoveCardProps {
  group: MoveGroup
  mayMake: boolean
  busy: boolean
  fields: FieldError[]
  onMake: (lines: { variantId: string; units: number }[]) => void
}

type Shown = MoveGroup['moves'][number]

/** Rows with a field each are slow to draw; the others are one click away, and in the transfer all the same. */
const SHOWN = 25

export function MoveCard({ group, mayMake, busy, fields, onMake }: MoveCardProps) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const { origin, destination, route } = group
  const moves = group.moves.slice(0, MOST_LINES)
  const [shown, setShown] = useState(SHOWN)
  const [typed, setTyped] = useState<Record<string, string>>({})
  const textOf = ({ variantId, units }: Shown): string => typed[variantId] ?? String(units)
  const unitsOf = (move: Shown): number | null => {
    const text = textOf(move).normalize('NFKC').trim()
    return /^\d{1,8}$/.test(text) ? Number(text) : text === '' ? 0 : null
  }
  const errorOf = (move: Shown): string | undefined => {
    const units = unitsOf(move)
    if (units === null) return t('reorderTransfers.error.units_invalid')
    if (units > move.availableUnits) return t('reorderTransfers.error.not_enough')
    const refused = fields.find(({ path }) => path[0] === 'lines' && path[1] === move.variantId)
    return refused && i18n.exists(`reorderTransfers.error.${refused.message}`)
      ? t(`reorderTransfers.error.${refused.message}`)
      : undefined
  }
  const lines = moves.flatMap((move) => {
    const units = unitsOf(move)
    return units === null || units === 0 ? [] : [{ variantId: move.variantId, units }]
  })
  const isSound = moves.every((move) => {
    const units = unitsOf(move)
    return units !== null && units <= move.availableUnits
  })
  const title = ({ name, variantId }: Shown): string =>
    name === null ? variantId : [name.title, name.variantTitle].filter((part) => part !== null).join(' · ')
  const way = `/app/reorder/transfers/way?from=${origin.id}&to=${destination.id}`
  return (
    <Card padding="0">
      <Box padding="400">
        <InlineStack align="space-between" blockAlign="center" gap="300">
          <Text as="h3" variant="headingMd">
            {t('reorderTransfers.moves.from', { origin: origin.name, destination: destination.name })}
          </Text>
          <Link url={way}>
            {t(route === null ? 'reorderTransfers.moves.addWay' : 'reorderTransfers.moves.editWay')}
          </Link>
        </InlineStack>
      </Box>
      <SimpleTable
        edge
        label={t('reorderTransfers.moves.from', { origin: origin.name, destination: destination.name })}
        rows={moves.slice(0, shown)}
        rowKey={({ variantId }) => variantId}
        columns={[
          {
            key: 'variant',
            title: t('reorderTransfers.column.variant'),
            share: 5,
            cell: (move) => (
              <Link url={`/app/reorder/suggestions/${move.variantId}`} removeUnderline>
                {title(move)}
              </Link>
            ),
          },
          {
            key: 'cover',
            title: t('reorderTransfers.column.cover'),
            share: 2,
            numeric: true,
            cell: ({ daysOfCover }) => <CoverDays days={daysOfCover} />,
          },
          {
            key: 'need',
            title: t('reorderTransfers.column.need'),
            share: 2,
            numeric: true,
            cell: ({ needUnits }) => format.number(needUnits),
          },
          {
            key: 'spare',
            title: t('reorderTransfers.column.spare'),
            share: 2,
            numeric: true,
            cell: ({ spareUnits }) => format.number(spareUnits),
          },
          ...WAYS.map((kind) => ({
            key: kind,
            title: t(`reorderTransfers.column.${kind}`),
            share: 4,
            cell: ({ ways, best }: Shown) => (
              <WayText way={ways.find((one) => one.kind === kind)} isBest={best === kind} />
            ),
          })),
          {
            key: 'units',
            title: t('reorderTransfers.column.units'),
            share: 3,
            cell: (move) => {
              const error = errorOf(move)
              return (
                <div className="units-field">
                  <TextField
                    label={t('reorderTransfers.unitsOf', { variant: title(move) })}
                    labelHidden
                    value={textOf(move)}
                    onChange={(value) => setTyped({ ...typed, [move.variantId]: value })}
                    inputMode="numeric"
                    autoComplete="off"
                    {...(error ? { error } : {})}
                  />
                </div>
              )
            },
          },
        ]}
      />
      <Box padding="400">
        <BlockStack gap="200">
          <InlineStack gap="200">
            <Button
              variant="primary"
              loading={busy}
              disabled={!mayMake || !isSound || lines.length === 0}
              onClick={() => onMake(lines)}
            >
              {t('reorderTransfers.make', { count: lines.length, number: format.number(lines.length) })}
            </Button>
            <ShowMore left={moves.length - shown} onMore={() => setShown(moves.length)} />
          </InlineStack>
          <Text as="p" tone="subdued" variant="bodySm">
            {t('reorderTransfers.makeWhat')}
          </Text>
        </BlockStack>
      </Box>
    </Card>
  )
}
