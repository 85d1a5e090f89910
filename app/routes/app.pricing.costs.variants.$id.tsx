/** One variant: what the merchant says of its costs, and today's price of every book taken apart. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Badge, BlockStack, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { toDecimal } from '#app/kernel/money.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { percentText } from '#app/tools/pricing/costs/form-reader.ts'
import { readVariantForm, variantFields } from '#app/tools/pricing/costs/forms.ts'
import { saveVariantCost, variantCosts, type Explained } from '#app/tools/pricing/costs/service.server.ts'
import type { Sourced, VariantInput } from '#app/tools/pricing/costs/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { act, answer, idParam } from './_shared/answer.server.ts'
import { CostsField, CostsForm, MoneyFields } from './_shared/costs-form.tsx'
import { MarginWaterfall, useSourceText } from './_shared/margin-waterfall.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = idParam(params['id'])
  return answer(async () => ({ ...(await variantCosts(shop, id)), currency: shop.currency }))
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = idParam(params['id'])
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    await saveVariantCost(shop, id, readVariantForm(form, shop.currency))
    return 'pricingCosts.saved'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function VariantCosts() {
  const { variant, effective, waterfalls, currency } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const initial = variantFields(variant, currency)
  const name = variant.variantTitle === 'Default Title' ? variant.title : `${variant.title} · ${variant.variantTitle}`
  const money = (value: Sourced<{ minor: number; currency: string }> | null): string =>
    value ? `${toDecimal(value.value.minor, value.value.currency)} ${value.value.currency}` : ''
  const helpOf = useInputHelp(variant)
  return (
    <PageFrame
      title={name}
      subtitle={variant.sku ?? t('pricingCosts.variant.noSku')}
      back={{ content: t('pricingCosts.title'), url: '/app/pricing/costs' }}
      secondaryActions={[{ content: t('pricingCosts.variant.product'), url: `/app/products/${variant.productId}` }]}
    >
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              {t('pricingCosts.variant.inputs')}
            </Text>
            <Text as="p" tone="subdued">
              {t('pricingCosts.variant.inputsWhat')}
            </Text>
            <CostsForm key={JSON.stringify(initial)} id="variant-costs-save-bar" initial={initial} extra={{}}>
              <div className="field-row">
                <MoneyFields
                  name="unit_cost"
                  label={t('pricingCosts.input.unit_cost')}
                  placeholder={money(variant.unitCost)}
                  {...helpOf('unit_cost', variant.unitCost)}
                />
                <MoneyFields
                  name="inbound_freight"
                  label={t('pricingCosts.input.inbound_freight')}
                  {...helpOf('inbound_freight', variant.inboundFreight)}
                />
                <MoneyFields
                  name="packaging"
                  label={t('pricingCosts.input.packaging')}
                  {...helpOf('packaging', variant.packaging)}
                />
              </div>
              <div className="field-row">
                <CostsField
                  name="hs_code"
                  label={t('pricingCosts.input.hs_code')}
                  placeholder={variant.hsCode?.value ?? ''}
                  {...helpOf('hs_code', variant.hsCode)}
                />
                <CostsField
                  name="origin_country"
                  label={t('pricingCosts.input.origin_country')}
                  placeholder={effective.originCountry ?? ''}
                  {...helpOf('origin_country', variant.originCountry)}
                />
                <CostsField
                  name="duty_rate"
                  label={t('pricingCosts.input.duty_rate')}
                  suffix="%"
                  placeholder={variant.dutyRateBps ? percentText(variant.dutyRateBps.value) : ''}
                  help={t('pricingCosts.variant.dutyHelp')}
                />
                <CostsField
                  name="weight"
                  label={t('pricingCosts.input.weight')}
                  suffix="g"
                  placeholder={effective.weightGrams === null ? '' : String(effective.weightGrams)}
                  {...helpOf('weight', variant.weightGrams)}
                />
              </div>
            </CostsForm>
          </BlockStack>
        </Card>
        {waterfalls.map((shown) => (
          <BookMargin key={shown.bookId} shown={shown} />
        ))}
      </BlockStack>
    </PageFrame>
  )
}

/** Where the value that counts is from; empty fields say what takes their place. */
function useInputHelp(variant: { requiresShipping: boolean }) {
  const { t } = useTranslation()
  const sourceText = useSourceText()
  return (input: VariantInput, value: Sourced<unknown> | null): { help: string } => {
    if (value) return { help: t('pricingCosts.variant.from', { source: sourceText(value.source, value.on) }) }
    if (!variant.requiresShipping && input !== 'unit_cost') return { help: t('pricingCosts.variant.notShipped') }
    return { help: t('pricingCosts.variant.nothing') }
  }
}

function BookMargin({ shown }: { shown: Explained }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {shown.bookName}
          </Text>
          {shown.floorMinor === null ? (
            <Badge tone="attention">{t('pricingCosts.variant.noFloor')}</Badge>
          ) : (
            <Badge {...(shown.priceMinor < shown.floorMinor ? { tone: 'critical' as const } : {})}>
              {t('pricingCosts.variant.floor', { price: format.money(shown.floorMinor, shown.currency) })}
            </Badge>
          )}
        </InlineStack>
        {shown.missing.length > 0 && (
          <Text as="p" tone="caution">
            {t('pricingCosts.variant.missing', {
              inputs: new Intl.ListFormat(format.locale).format(
                shown.missing.map((input) => t(`pricing.input.${input}`)),
              ),
            })}
          </Text>
        )}
        <MarginWaterfall shown={shown} label={t('pricingCosts.variant.waterfallOf', { book: shown.bookName })} />
      </BlockStack>
    </Card>
  )
}
