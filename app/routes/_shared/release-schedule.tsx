/**
 * When a release starts and ends, on the clock of the shop. In: two wall times as they are typed. Out: the moments they mean, said back
 * at once, also in the nights when the clock is changed. Invariant: the page and the server resolve a time with the same function.
 */
import { useFetcher } from '@remix-run/react'
import { BlockStack, Modal, Text, TextField } from '@shopify/polaris'
import { useEffect, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { resolveWallTime } from '#app/tools/pricing/releases/schedule.ts'
import type { Release } from '#app/tools/pricing/releases/schema.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import type { ActionAnswer } from './action-answer.ts'
import { useFieldError, useRefusal } from './release-words.tsx'

interface ScheduleDialogProps {
  release: Release
  timezone: string
  open: boolean
  onClose: () => void
}

export function ScheduleDialog(props: ScheduleDialogProps) {
  // Opened anew it begins with what is stored.
  const [opened, setOpened] = useState(0)
  const [wasOpen, setWasOpen] = useState(props.open)
  if (props.open !== wasOpen) {
    setWasOpen(props.open)
    if (props.open) setOpened(opened + 1)
  }
  return <Dialog key={opened} {...props} />
}

function Dialog({ release, timezone, open, onClose }: ScheduleDialogProps) {
  const { t } = useTranslation()
  const fetcher = useFetcher<ActionAnswer>()
  const toast = useToast()
  const refusal = useRefusal()
  const fieldError = useFieldError(fetcher.data)
  const [startsAt, setStartsAt] = useState(() => wallTime(release.startsAt, timezone))
  const [endsAt, setEndsAt] = useState(() => wallTime(release.endsAt, timezone))
  const said = fetcher.data
  useEffect(() => {
    if (!said?.ok) return
    toast(t(said.said))
    onClose()
    // onClose is another function at every render; what was said is the news.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [said])
  // Once it has begun only the end is still to be said, and none at all is an answer too.
  const begun = release.state !== 'approved' && release.state !== 'scheduled'
  const save = (event?: FormEvent): void => {
    event?.preventDefault()
    fetcher.submit(
      { intent: 'schedule', startsAt: begun ? '' : startsAt, endsAt },
      { method: 'post', action: `/app/pricing/releases/${release.id}?index` },
    )
  }
  const refused = said && !said.ok && !fieldError('startsAt') && !fieldError('endsAt') ? refusal(said) : null
  const nothing = !begun && startsAt === '' && endsAt === ''
  return (
    <Modal
      open={open}
      onClose={onClose}
      title={t('pricingReleases.times.title')}
      primaryAction={{
        content: t('pricingReleases.times.save'),
        onAction: () => save(),
        loading: fetcher.state !== 'idle',
        disabled: nothing,
      }}
      secondaryActions={[{ content: t('pricingReleases.confirm.no'), onAction: onClose }]}
    >
      <Modal.Section>
        <form onSubmit={save} noValidate>
          <BlockStack gap="400">
            <Text as="p">
              {t(begun ? 'pricingReleases.times.whatEnd' : 'pricingReleases.times.what', { timezone })}
            </Text>
            {refused && (
              <Text as="p" tone="critical">
                {refused.title} {refused.advice}
              </Text>
            )}
            {!begun && (
              <TextField
                type="datetime-local"
                label={t('pricingReleases.times.start')}
                value={startsAt}
                onChange={setStartsAt}
                autoComplete="off"
                helpText={<Meaning wall={startsAt} timezone={timezone} empty={t('pricingReleases.times.startHelp')} />}
                error={fieldError('startsAt')}
              />
            )}
            <TextField
              type="datetime-local"
              label={t('pricingReleases.times.end')}
              value={endsAt}
              onChange={setEndsAt}
              autoComplete="off"
              helpText={<Meaning wall={endsAt} timezone={timezone} empty={t('pricingReleases.times.endHelp')} />}
              error={fieldError('endsAt')}
            />
            <button type="submit" hidden />
          </BlockStack>
        </form>
      </Modal.Section>
    </Modal>
  )
}

function Meaning({ wall, timezone, empty }: { wall: string; timezone: string; empty: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const resolved = wall === '' ? null : resolveWallTime(wall, timezone)
  if (!resolved) return <>{empty}</>
  const date = format.instant(resolved.at)
  return (
    <>
      {t('pricingReleases.times.means', { date, timezone, utc: `${resolved.at.slice(0, 16).replace('T', ' ')} UTC` })}
      {resolved.clockChange && ` ${t(`pricingReleases.times.${resolved.clockChange}`, { date })}`}
    </>
  )
}

/** A moment as `<input type="datetime-local">` shows it on the shop's clock. */
function wallTime(instant: string | null, timezone: string): string {
  if (instant === null) return ''
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
    .format(new Date(instant))
    .replace(' ', 'T')
}
