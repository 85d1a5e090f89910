/** A new release: what it plans. Created it is previewed at once, so that the next page already shows every change. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Card } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { dayIn } from '#app/kernel/calendar.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { EVERYTHING } from '#app/tools/pricing/releases/schema.ts'
import { createRelease } from '#app/tools/pricing/releases/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { act, answer } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { releaseChoices } from './_shared/release-choices.server.ts'
import { previewedPage } from './_shared/release-preview.server.ts'
import { parseReleaseForm, ReleaseForm } from './_shared/release-form.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const asked = new URL(request.url).searchParams.get('ruleSet')
  return answer(async () => {
    const choices = await releaseChoices(shop, asked)
    const usual =
      choices.ruleSets.find((set) => set.id === asked) ??
      choices.ruleSets.find((set) => set.state === 'published') ??
      choices.ruleSets[0]
    return { choices, ruleSetId: usual?.id ?? '', today: dayIn(shop.timezone, new Date()) }
  })
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, redirect } = await requireAdmin(request)
  const form = await request.formData()
  return act(async () => {
    const { id } = await createRelease(shop, parseReleaseForm(form))
    throw redirect(await previewedPage(shop, id))
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function NewReleasePage() {
  const { choices, ruleSetId, today } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <PageFrame
      title={t('pricingReleases.form.newTitle')}
      back={{ content: t('pricingReleases.title'), url: '/app/pricing/releases' }}
    >
      <PricingNav current="releases" />
      {choices.ruleSets.length === 0 ? (
        <Card>
          <ListEmpty
            title={t('pricingReleases.form.noRuleSets')}
            advice={t('pricingReleases.form.noRuleSetsAdvice')}
            action={{ content: t('pricingReleases.form.writeRules'), url: '/app/pricing/rules' }}
          />
        </Card>
      ) : (
        <ReleaseForm
          choices={choices}
          start={{
            name: t('pricingReleases.form.defaultName', { day: format.day(today) }),
            ruleSetId,
            bookIds: null,
            filter: EVERYTHING,
          }}
          submitLabel={t('pricingReleases.form.create')}
          back="/app/pricing/releases"
        />
      )}
    </PageFrame>
  )
}
