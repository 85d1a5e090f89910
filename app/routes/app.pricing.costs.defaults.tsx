/** Values for every variant that has none of its own: inbound freight, packaging, origin, weight. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { BlockStack, Card, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { readShopCostsForm, shopCostsFields } from '#app/tools/pricing/costs/forms.ts'
import { saveShopCosts, shopCosts } from '#app/tools/pricing/costs/service.server.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { act, answer } from './_shared/answer.server.ts'
import { CostsChoice, CostsField, CostsForm, MoneyFields, useCostsForm } from './_shared/costs-form.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => ({ ...(await shopCosts(shop)), currency: shop.currency }))
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    const { costs, version } = readShopCostsForm(form, shop.currency)
    await saveShopCosts(shop, costs, version)
    return 'pricingCosts.saved'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Defaults() {
  const { costs, version, currency } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <PageFrame
      title={t('pricingCosts.defaults.title')}
      back={{ content: t('pricingCosts.title'), url: '/app/pricing/costs' }}
    >
      <Card>
        <BlockStack gap="400">
          <Text as="p" tone="subdued">
            {t('pricingCosts.defaults.what')}
          </Text>
          <CostsForm
            key={version}
            id="costs-defaults-save-bar"
            initial={shopCostsFields(costs, currency)}
            extra={{ version: String(version) }}
          >
            <CostsChoice
              name="inboundKind"
              label={t('pricingCosts.defaults.inboundKind')}
              choices={(['percent', 'amount'] as const).map((value) => ({
                value,
                label: t(`pricingCosts.defaults.kind.${value}`),
              }))}
            />
            <Inbound />
            <MoneyFields
              name="packaging"
              currencyName="packagingCurrency"
              label={t('pricingCosts.defaults.packaging')}
              help={t('pricingCosts.defaults.zeroHelp')}
            />
            <div className="field-row">
              <CostsField
                name="originCountry"
                label={t('pricingCosts.input.origin_country')}
                help={t('pricingCosts.countryHelp')}
              />
              <CostsField name="weightGrams" label={t('pricingCosts.input.weight')} suffix="g" />
            </div>
          </CostsForm>
        </BlockStack>
      </Card>
    </PageFrame>
  )
}

function Inbound() {
  const { t } = useTranslation()
  const { values } = useCostsForm()
  const label = t('pricingCosts.defaults.inbound')
  return values['inboundKind'] === 'amount' ? (
    <MoneyFields
      name="inboundAmount"
      currencyName="inboundCurrency"
      label={label}
      help={t('pricingCosts.defaults.zeroHelp')}
    />
  ) : (
    <CostsField name="inboundPercent" label={label} suffix="%" help={t('pricingCosts.defaults.zeroHelp')} />
  )
}
