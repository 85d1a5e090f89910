/** Importing costs: choose a file, see what it would change and what is wrong in it, then apply it whole. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { LineProblem } from '#app/sheets/types.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import {
  importCosts,
  previewCostImport,
  type CostImportPreview,
} from '#app/tools/pricing/cost-import/service.server.ts'
import { COST_PROBLEMS, type SaidValue } from '#app/tools/pricing/cost-import/sheet.ts'
import type { VariantInput } from '#app/tools/pricing/costs/schema.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { useFormat, type Format } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ColumnsBanner, SheetProblems } from '#app/ui/sheet-problems.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { act } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { FileDrop, ImportNews, useSheetImport } from './_shared/sheet-import.tsx'
import { readUpload } from './_shared/upload.server.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  await requireAdmin(request)
  return null
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  let preview: CostImportPreview | null = null
  const said = await act(async () => {
    const form = await readUpload(request)
    if (form.get('intent') !== 'import') {
      preview = await previewCostImport(shop, form.get('file'))
      return 'pricingCosts.import.previewed'
    }
    preview = await importCosts(shop, form.get('file'))
    return 'pricingCosts.import.imported'
  })
  return data({ ...said.data, preview: preview as CostImportPreview | null }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function ImportCosts() {
  const { t } = useTranslation()
  const sheet = useSheetImport<CostImportPreview>('pricingCosts.import.imported')
  return (
    <PageFrame
      title={t('pricingCosts.import.title')}
      back={{ content: t('pricingCosts.title'), url: '/app/pricing/costs' }}
    >
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="400">
            <BlockStack gap="200">
              <Text as="p">{t('pricingCosts.import.what')}</Text>
              <Text as="p" tone="subdued">
                {t('pricingCosts.import.columns')}
              </Text>
            </BlockStack>
            <InlineStack gap="200">
              {(['csv', 'xlsx'] as const).map((kind) => (
                <DownloadButton
                  key={kind}
                  url={`/app/pricing/costs/export/${kind}`}
                  label={t(`pricingCosts.export.${kind}`)}
                  failed={t('pricingCosts.export.failed')}
                />
              ))}
            </InlineStack>
            <FileDrop sheet={sheet} label={t('pricingCosts.import.drop')} hint={t('pricingCosts.import.hint')} />
          </BlockStack>
        </Card>
        <ImportNews sheet={sheet} failed={t('pricingCosts.import.failed')}>
          {sheet.preview && <Done preview={sheet.preview} />}
        </ImportNews>
        {sheet.preview && !sheet.done && (
          <Preview preview={sheet.preview} busy={sheet.busy} onImport={() => sheet.importNow()} />
        )}
      </BlockStack>
    </PageFrame>
  )
}

function Done({ preview }: { preview: CostImportPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Banner
      tone="success"
      title={t('pricingCosts.import.done')}
      action={{ content: t('pricingCosts.import.see'), url: '/app/pricing/costs' }}
    >
      <p>{t('pricingCosts.import.doneWhat', { count: preview.variants, variants: format.number(preview.variants) })}</p>
    </Banner>
  )
}

function Preview({ preview, busy, onImport }: { preview: CostImportPreview; busy: boolean; onImport: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const fits = preview.missing.length === 0 && preview.twice.length === 0
  const words = ({ code, value }: LineProblem): string | undefined =>
    COST_PROBLEMS.some((known) => known === code) ? t(`pricingCosts.problem.${code}`, { value }) : undefined
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('pricingCosts.import.previewTitle')}
        </Text>
        <ColumnsBanner advice={preview} title={t('pricingCosts.import.columnsWrong')} />
        {fits && (
          <>
            <Text as="p">
              {t('pricingCosts.import.wouldChange', {
                count: preview.variants,
                variants: format.number(preview.variants),
                same: format.number(preview.same),
              })}
            </Text>
            <InlineStack gap="200">
              {preview.changes.map(({ input, count }) => (
                <Badge key={input}>{`${t(`pricingCosts.input.${input}`)}: ${format.number(count)}`}</Badge>
              ))}
            </InlineStack>
            {preview.problems.length > 0 && (
              <>
                <Banner tone="critical" title={t('pricingCosts.import.hasProblems')} />
                <SheetProblems problems={preview.problems} words={words} />
              </>
            )}
            {preview.shown.length > 0 && <Changes preview={preview} />}
            <InlineStack>
              <Button
                variant="primary"
                loading={busy}
                disabled={preview.variants === 0 || preview.problems.length > 0}
                onClick={onImport}
              >
                {t('pricingCosts.import.confirm', {
                  count: preview.variants,
                  variants: format.number(preview.variants),
                })}
              </Button>
            </InlineStack>
          </>
        )}
      </BlockStack>
    </Card>
  )
}

function Changes({ preview }: { preview: CostImportPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const cell = (input: VariantInput, value: SaidValue) =>
    value === null ? <NoValue meaning={t('pricingCosts.waterfall.unknown')} /> : valueText(format, input, value)
  const total = preview.changes.reduce((sum, { count }) => sum + count, 0)
  return (
    <BlockStack gap="200">
      <SimpleTable
        label={t('pricingCosts.import.changes')}
        rows={preview.shown}
        rowKey={(change) => `${change.variantId} ${change.input}`}
        columns={[
          {
            key: 'variant',
            title: t('pricingCosts.list.product'),
            cell: (change) => (
              <BlockStack>
                <span className="wrap-anywhere">{change.title}</span>
                {change.sku && (
                  <Text as="span" tone="subdued" variant="bodySm">
                    {change.sku}
                  </Text>
                )}
              </BlockStack>
            ),
          },
          {
            key: 'input',
            title: t('pricingCosts.import.input'),
            cell: ({ input }) => t(`pricingCosts.input.${input}`),
          },
          {
            key: 'before',
            title: t('pricingCosts.import.before'),
            numeric: true,
            cell: ({ input, before }) => cell(input, before),
          },
          {
            key: 'after',
            title: t('pricingCosts.import.after'),
            numeric: true,
            cell: ({ input, after }) => (after === null ? t('pricingCosts.import.takenBack') : cell(input, after)),
          },
        ]}
      />
      {total > preview.shown.length && (
        <Text as="p" tone="subdued">
          {t('pricingCosts.import.more', { shown: format.number(preview.shown.length), total: format.number(total) })}
        </Text>
      )}
    </BlockStack>
  )
}

function valueText(format: Format, input: VariantInput, value: NonNullable<SaidValue>): string {
  if (typeof value === 'object') return format.money(value.minor, value.currency)
  if (input === 'origin_country') return format.country(String(value)) ?? String(value)
  if (input === 'duty_rate')
    return new Intl.NumberFormat(format.locale, { style: 'percent', maximumFractionDigits: 2 }).format(
      Number(value) / 10_000,
    )
  if (input === 'weight')
    return new Intl.NumberFormat(format.locale, { style: 'unit', unit: 'gram' }).format(Number(value))
  return String(value)
}
