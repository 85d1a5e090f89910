/** What a sale in one price book costs besides the goods: freight, tax, commission, payment fee, returns. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toDecimal } from '#app/kernel/money.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { percentText } from '#app/tools/pricing/costs/form-reader.ts'
import { bookCostsFields, readBookCostsForm } from '#app/tools/pricing/costs/forms.ts'
import { bookCosts, saveBookCosts } from '#app/tools/pricing/costs/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { act, answer, idParam } from './_shared/answer.server.ts'
import { CostsChoice, CostsField, CostsForm, useCostsForm } from './_shared/costs-form.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = idParam(params['id'])
  return answer(() => bookCosts(shop, id))
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = idParam(params['id'])
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    const { costs, version } = readBookCostsForm(form, shop.currency)
    await saveBookCosts(shop, id, costs, version)
    return 'pricingCosts.saved'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Book() {
  const { book, costs, version, defaults } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const country = format.country(book.country) ?? book.country
  const noYes = (['', 'true', 'false'] as const).map((value) => ({
    value,
    label:
      value === ''
        ? t('pricingCosts.book.taxDefault', {
            answer: t(defaults.taxIncluded ? 'pricingCosts.book.taxYes' : 'pricingCosts.book.taxNo'),
          })
        : t(value === 'true' ? 'pricingCosts.book.taxYes' : 'pricingCosts.book.taxNo'),
  }))
  return (
    <PageFrame
      title={t('pricingCosts.book.title', { book: book.name })}
      subtitle={t('pricingCosts.book.subtitle', { country, currency: book.currency })}
      back={{ content: t('pricingCosts.title'), url: '/app/pricing/costs' }}
    >
      <CostsForm
        key={version}
        id="book-costs-save-bar"
        initial={bookCostsFields(costs, defaults.currency)}
        extra={{ version: String(version) }}
      >
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              {t('pricingCosts.book.freight')}
            </Text>
            {defaults.hasShipCosts && (
              <Banner tone="info">
                <p>{t('pricingCosts.book.hasShipCosts', { country })}</p>
              </Banner>
            )}
            <div className="field-row">
              <CostsField
                name="currency"
                label={t('pricingCosts.book.currency')}
                placeholder={defaults.currency}
                help={t('pricingCosts.book.currencyHelp')}
              />
              <CostsField
                name="shipsFrom"
                label={t('pricingCosts.book.shipsFrom')}
                placeholder={defaults.shipsFrom}
                help={t('pricingCosts.countryHelp')}
              />
              <CostsField
                name="unitsPerParcel"
                label={t('pricingCosts.book.unitsPerParcel')}
                help={t('pricingCosts.book.unitsHelp')}
              />
            </div>
            <Bands />
            <Text as="p" tone="subdued">
              {t('pricingCosts.book.rateWhat')}
            </Text>
            <div className="field-row">
              <CostsField name="perParcel" label={t('pricingCosts.book.perParcel')} />
              <CostsField name="perKg" label={t('pricingCosts.book.perKg')} />
              <CostsField
                name="freightBorne"
                label={t('pricingCosts.book.freightBorne')}
                suffix="%"
                help={t('pricingCosts.book.freightBorneHelp')}
              />
            </div>
          </BlockStack>
        </Card>
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              {t('pricingCosts.book.tax')}
            </Text>
            <div className="field-row">
              <CostsChoice name="taxIncluded" label={t('pricingCosts.book.taxIncluded')} choices={noYes} />
              <CostsChoice
                name="dutiesPaidBy"
                label={t('pricingCosts.book.dutiesPaidBy')}
                choices={(['merchant', 'shopper'] as const).map((value) => ({
                  value,
                  label: t(`pricingCosts.book.dutiesBy.${value}`),
                }))}
              />
            </div>
            <InlineStack>
              <Button url="/app/pricing/costs/taxes" variant="plain">
                {t('pricingCosts.taxes.open')}
              </Button>
            </InlineStack>
          </BlockStack>
        </Card>
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              {t('pricingCosts.book.fees')}
            </Text>
            <div className="field-row">
              <CostsField
                name="commission"
                label={t('pricingCosts.book.commission')}
                suffix="%"
                help={t('pricingCosts.book.commissionHelp')}
              />
              <CostsField
                name="paymentPercent"
                label={t('pricingCosts.book.paymentPercent')}
                suffix="%"
                placeholder={costs.payment ? '' : percentText(defaults.paymentBps)}
                help={t('pricingCosts.book.paymentHelp')}
              />
              <CostsField
                name="paymentFixed"
                label={t('pricingCosts.book.paymentFixed')}
                placeholder={costs.payment ? '' : toDecimal(defaults.paymentFixedMinor, book.currency)}
              />
            </div>
          </BlockStack>
        </Card>
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              {t('pricingCosts.book.returns')}
            </Text>
            <div className="field-row">
              <CostsField
                name="returnRate"
                label={t('pricingCosts.book.returnRate')}
                suffix="%"
                placeholder={t('pricingCosts.book.learned')}
                help={t('pricingCosts.book.returnRateHelp')}
              />
              <CostsField
                name="returnCost"
                label={t('pricingCosts.book.returnCost')}
                placeholder={t('pricingCosts.book.freightAgain')}
                help={t('pricingCosts.book.returnCostHelp')}
              />
            </div>
          </BlockStack>
        </Card>
      </CostsForm>
    </PageFrame>
  )
}

/** Weight bands: as many rows as there are, and one more on demand. */
function Bands() {
  const { t } = useTranslation()
  const { values, set } = useCostsForm()
  const used = Object.keys(values).filter((name) => name.startsWith('band.') && values[name] !== '')
  const last = Math.max(-1, ...used.map((name) => Number(name.split('.')[1])))
  const [asked, setAsked] = useState(0)
  const count = Math.max(last + 1, asked)
  return (
    <BlockStack gap="300">
      <Text as="h3" variant="headingSm">
        {t('pricingCosts.book.bands')}
      </Text>
      <Text as="p" tone="subdued">
        {t('pricingCosts.book.bandsWhat')}
      </Text>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="field-row">
          <CostsField
            name={`band.${index}.upTo`}
            label={t('pricingCosts.book.upTo', { number: index + 1 })}
            suffix="g"
          />
          <CostsField name={`band.${index}.cost`} label={t('pricingCosts.book.parcelCost', { number: index + 1 })} />
          <div className="field-row-end">
            <Button
              variant="tertiary"
              tone="critical"
              accessibilityLabel={t('pricingCosts.book.removeBandOf', { number: index + 1 })}
              onClick={() => {
                // The rows behind it move up.
                for (let each = index; each < count; each += 1)
                  for (const field of ['upTo', 'cost'])
                    set(`band.${each}.${field}`, values[`band.${each + 1}.${field}`] ?? '')
                setAsked(count - 1)
              }}
            >
              {t('pricingCosts.book.removeBand')}
            </Button>
          </div>
        </div>
      ))}
      <InlineStack>
        <Button onClick={() => setAsked(count + 1)} disabled={count >= 50}>
          {t('pricingCosts.book.addBand')}
        </Button>
      </InlineStack>
    </BlockStack>
  )
}
