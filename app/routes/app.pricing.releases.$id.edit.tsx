/** Another plan for a release that has not written anything yet. Saved it is previewed at once. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { changeRelease, getRelease } from '#app/tools/pricing/releases/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { act, answer, runIdParam } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { releaseChoices } from './_shared/release-choices.server.ts'
import { previewedPage } from './_shared/release-preview.server.ts'
import { parseReleaseForm, ReleaseForm } from './_shared/release-form.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  return answer(async () => {
    const release = await getRelease(shop, id)
    return { release, choices: await releaseChoices(shop, release.plan.ruleSetId) }
  })
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, redirect } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const form = await request.formData()
  return act(async () => {
    await changeRelease(shop, id, parseReleaseForm(form))
    throw redirect(await previewedPage(shop, id))
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function EditReleasePage() {
  const { release, choices } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const page = `/app/pricing/releases/${release.id}`
  const title = t('pricingReleases.releaseTitle', { number: format.number(release.number), name: release.name })
  return (
    <PageFrame
      title={t('pricingReleases.form.editTitle', { number: format.number(release.number) })}
      back={{ content: title, url: page }}
    >
      <PricingNav current="releases" />
      <ReleaseForm
        choices={choices}
        start={{
          name: release.name,
          ruleSetId: release.plan.ruleSetId ?? '',
          bookIds: release.plan.bookIds,
          filter: release.plan.filter,
        }}
        submitLabel={t('pricingReleases.form.save')}
        back={page}
        {...(release.state === 'draft' ? {} : { warning: t('pricingReleases.form.editWarning') })}
      />
    </PageFrame>
  )
}
