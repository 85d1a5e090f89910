/** Ready answers of a cross-border shop: which of them to take, as drafts. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Badge, Banner, BlockStack, Button, Card, Checkbox, InlineStack, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { plainText } from '#app/tools/faq/entries/content.ts'
import { undoChange } from '#app/tools/faq/listing/service.server.ts'
import { STARTER, StarterForm, starterLanguage, type StarterEntry } from '#app/tools/faq/starter/schema.ts'
import { starterPage, takeStarter } from '#app/tools/faq/starter/service.server.ts'
import { FaqNav } from '#app/ui/faq-nav.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { useLanguageName } from '#app/ui/language-names.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { act, answer } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(() => starterPage(shop, new Date()))
}

/** `taken`: how many drafts an operation made, which takes them back. */
type StarterAnswer = ActionAnswer & { taken: { count: number; operation: string } | null }

const Undo = z.object({ operation: z.uuid() })

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  let taken: StarterAnswer['taken'] = null
  const said = await act(async () => {
    if (form['intent'] === 'undo') {
      await undoChange(shop, Undo.parse(form).operation, new Date())
      return 'faq.said.undone'
    }
    const keys = String(form['keys'] ?? '')
      .split(',')
      .filter((key) => key !== '')
    const wish = StarterForm.parse({ operation: form['operation'], keys })
    taken = { count: await takeStarter(shop, wish, new Date()), operation: wish.operation }
    return 'faqStarter.taken'
  })
  return data<StarterAnswer>({ ...said.data, taken }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function FaqStarter() {
  const { languages, known } = useLoaderData<typeof loader>()
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const languageName = useLanguageName()
  const fetcher = useFetcher<StarterAnswer>()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(STARTER.entries.map(({ key }) => key).filter((key) => !known.includes(key))),
  )
  const busy = fetcher.state !== 'idle'
  const said = busy ? undefined : fetcher.data
  const shown = starterLanguage(i18n.language) ?? 'en'
  const toggle = (key: string, on: boolean): void =>
    setChosen((now) => new Set(on ? [...now, key] : [...now].filter((each) => each !== key)))
  const take = (): void =>
    fetcher.submit({ intent: 'take', operation: crypto.randomUUID(), keys: [...chosen].join(',') }, { method: 'post' })
  return (
    <PageFrame title={t('faqStarter.title')} back={{ content: t('faq.title'), url: '/app/faq' }}>
      <FaqNav current="entries" />
      <BlockStack gap="400">
        <div aria-live="polite">
          {said?.ok === false && (
            <Banner tone="critical" title={t(`error.${said.code}.what`)}>
              <p>{t(chosen.size === 0 ? 'faqStarter.nothing' : 'faqStarter.full')}</p>
            </Banner>
          )}
          {said?.ok && said.taken && (
            <Banner
              tone="success"
              title={t('faqStarter.takenCount', { count: said.taken.count, number: format.number(said.taken.count) })}
              action={{ content: t('faqStarter.see'), url: '/app/faq' }}
              secondaryAction={{
                content: t('faq.undo'),
                onAction: () =>
                  fetcher.submit({ intent: 'undo', operation: said.taken?.operation ?? '' }, { method: 'post' }),
              }}
            />
          )}
          {said?.ok && !said.taken && <Banner tone="info" title={t('faq.said.undone')} />}
        </div>
        <Card>
          <BlockStack gap="200">
            <Text as="p">{t('faqStarter.what')}</Text>
            <Text as="p" tone="subdued">
              {t('faqStarter.languages', { languages: languages.map(languageName).join(', ') })}
            </Text>
          </BlockStack>
        </Card>
        {STARTER.categories.map(({ key, titles }) => (
          <Card key={key}>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {titles[shown]}
              </Text>
              {STARTER.entries
                .filter(({ category }) => category === key)
                .map((entry) => (
                  <Choice
                    key={entry.key}
                    entry={entry}
                    shown={shown}
                    known={known.includes(entry.key)}
                    checked={chosen.has(entry.key)}
                    onChange={(on) => toggle(entry.key, on)}
                  />
                ))}
            </BlockStack>
          </Card>
        ))}
        <Card>
          <InlineStack gap="300" blockAlign="center">
            <Button variant="primary" loading={busy} disabled={chosen.size === 0} onClick={take}>
              {t('faqStarter.take', { count: chosen.size, number: format.number(chosen.size) })}
            </Button>
            <Button disabled={busy} onClick={() => setChosen(new Set())}>
              {t('faqStarter.none')}
            </Button>
          </InlineStack>
        </Card>
      </BlockStack>
    </PageFrame>
  )
}

interface ChoiceProps {
  entry: StarterEntry
  shown: keyof StarterEntry['texts']
  known: boolean
  checked: boolean
  onChange: (on: boolean) => void
}

function Choice({ entry, shown, known, checked, onChange }: ChoiceProps) {
  const { t } = useTranslation()
  const { question, answer: html } = entry.texts[shown]
  // Values of settings are named, as they are in the editor.
  const text = plainText(html).replace(/\{\{(\w+)\}\}/g, (_, name: string) => `[${t(`faqEditor.value.${name}`)}]`)
  return (
    <Checkbox
      label={
        <InlineStack gap="200" blockAlign="center">
          <Text as="span" fontWeight="semibold">
            {question}
          </Text>
          {known && <Badge>{t('faqStarter.known')}</Badge>}
        </InlineStack>
      }
      helpText={text}
      checked={checked}
      onChange={onChange}
    />
  )
}
