/** The buffer on the ECB's rates, and locked rates with their days: forms that keep what was typed when it is refused. */
import { useFetcher } from '@remix-run/react'
import { Badge, BlockStack, Box, Button, Card, InlineGrid, InlineStack, Text, TextField } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Day } from '#app/kernel/calendar.ts'
import { addDays } from '#app/kernel/calendar.ts'
import { LARGEST_BUFFER_BPS, type RateSettings } from '#app/tools/pricing/rates/schema.ts'
import type { RatesOverview } from '#app/tools/pricing/rates/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import type { ActionAnswer } from './action-answer.ts'

export function BufferCard({ settings }: { settings: RateSettings }) {
  const { t } = useTranslation()
  const format = useFormat()
  const fetcher = useSayingFetcher()
  const [buffer, setBuffer] = useState(String(settings.bufferBps / 100))
  const refused = fetcher.data?.ok === false
  return (
    <Card>
      <fetcher.Form method="post" noValidate>
        <input type="hidden" name="intent" value="buffer" />
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t('pricingRates.buffer.title')}
          </Text>
          <TextField
            name="buffer"
            label={t('pricingRates.buffer.label')}
            helpText={t('pricingRates.buffer.help')}
            suffix="%"
            inputMode="decimal"
            autoComplete="off"
            value={buffer}
            onChange={setBuffer}
            error={
              refused
                ? t('pricingRates.buffer.error', { most: format.percent(LARGEST_BUFFER_BPS / 10_000) })
                : undefined
            }
          />
          <InlineStack>
            <Button submit loading={fetcher.state !== 'idle'}>
              {t('settings.save')}
            </Button>
          </InlineStack>
        </BlockStack>
      </fetcher.Form>
    </Card>
  )
}

interface LocksCardProps {
  currency: string
  day: Day
  /** of the shop's books in other currencies */
  currencies: string[]
  locks: RatesOverview['locks']
}

const TONE = { active: 'success', coming: 'info', expired: undefined } as const

export function LocksCard({ currency, day, currencies, locks }: LocksCardProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const removal = useSayingFetcher()
  const removing = removal.state === 'idle' ? null : removal.formData?.get('id')
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('pricingRates.locks.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('pricingRates.locks.what')}
          </Text>
        </BlockStack>
      </Box>
      {locks.length === 0 ? (
        <Box paddingInline="400" paddingBlockEnd="200">
          <Text as="p">{t('pricingRates.locks.none')}</Text>
        </Box>
      ) : (
        <SimpleTable
          label={t('pricingRates.locks.title')}
          edge
          rows={locks}
          rowKey={(lock) => lock.id}
          columns={[
            {
              key: 'rate',
              title: t('pricingRates.locks.rate'),
              cell: (lock) =>
                t('pricingRates.locks.pair', { from: lock.fromCurrency, rate: lock.rate, to: lock.toCurrency }),
            },
            {
              key: 'state',
              title: t('pricingRates.locks.state'),
              cell: (lock) => {
                const tone = TONE[lock.state]
                return <Badge {...(tone ? { tone } : {})}>{t(`pricingRates.locks.is.${lock.state}`)}</Badge>
              },
            },
            {
              key: 'days',
              title: t('pricingRates.locks.days'),
              nowrap: true,
              cell: (lock) =>
                t('pricingRates.locks.span', { from: format.day(lock.validFrom), to: format.day(lock.validTo) }),
            },
            { key: 'note', title: t('pricingRates.locks.note'), cell: (lock) => lock.note },
            {
              key: 'remove',
              title: t('pricingRates.locks.remove'),
              cell: (lock) => (
                <removal.Form method="post">
                  <input type="hidden" name="intent" value="unlock" />
                  <input type="hidden" name="id" value={lock.id} />
                  <Button
                    submit
                    size="slim"
                    tone="critical"
                    loading={removing === lock.id}
                    accessibilityLabel={t('pricingRates.locks.removeThis', {
                      from: lock.fromCurrency,
                      to: lock.toCurrency,
                      day: format.day(lock.validFrom),
                    })}
                  >
                    {t('pricingRates.locks.remove')}
                  </Button>
                </removal.Form>
              ),
            },
          ]}
        />
      )}
      <Box padding="400">
        <NewLock key={locks.length} currency={currency} day={day} currencies={currencies} />
      </Box>
    </Card>
  )
}

const MONTH_DAYS = 30

function NewLock({ currency, day, currencies }: Omit<LocksCardProps, 'locks'>) {
  const { t } = useTranslation()
  const fetcher = useSayingFetcher()
  const [typed, setTyped] = useState({
    fromCurrency: currency,
    toCurrency: currencies[0] ?? '',
    rate: '',
    validFrom: day,
    validTo: addDays(day, MONTH_DAYS),
    note: '',
  })
  const fields = fetcher.data?.ok === false ? fetcher.data.fields : []
  const errorOf = (name: string): string | undefined => {
    const found = fields.find((field) => field.path[0] === name)
    if (!found) return undefined
    const known = ['same', 'before', 'overlap'].includes(found.message) ? found.message : name
    return t(`pricingRates.locks.error.${known}`)
  }
  const field = (name: keyof typeof typed, type: 'text' | 'date' = 'text') => (
    <TextField
      key={name}
      name={name}
      type={type}
      label={t(`pricingRates.locks.field.${name}`)}
      autoComplete="off"
      value={typed[name]}
      onChange={(value) => setTyped({ ...typed, [name]: value })}
      error={errorOf(name)}
      {...(name === 'rate'
        ? {
            inputMode: 'decimal' as const,
            helpText: t('pricingRates.locks.field.rateHelp', { from: typed.fromCurrency, to: typed.toCurrency }),
          }
        : {})}
    />
  )
  return (
    <fetcher.Form method="post" noValidate>
      <input type="hidden" name="intent" value="lock" />
      <BlockStack gap="300">
        <Text as="h3" variant="headingSm">
          {t('pricingRates.locks.add')}
        </Text>
        <InlineGrid columns={{ xs: 1, sm: 3 }} gap="300">
          {[
            field('fromCurrency'),
            field('toCurrency'),
            field('rate'),
            field('validFrom', 'date'),
            field('validTo', 'date'),
            field('note'),
          ]}
        </InlineGrid>
        <InlineStack>
          <Button submit loading={fetcher.state !== 'idle'}>
            {t('pricingRates.locks.save')}
          </Button>
        </InlineStack>
      </BlockStack>
    </fetcher.Form>
  )
}

/** A fetcher that says what was done. */
function useSayingFetcher() {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<ActionAnswer>()
  const said = fetcher.data
  useEffect(() => {
    if (said) toast(said.ok ? t(said.said) : t(`error.${said.code}.what`))
  }, [said, t, toast])
  return fetcher
}
