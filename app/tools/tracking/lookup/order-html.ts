/**
 * An order's parcels as HTML. In: its view. Out: headings, the way of each parcel, carriers, checkpoints, returns. Invariant: what the view does not say is
 * not shown; a step's state is said in words too, not by its look alone.
 */
import { dayHtml, encode, sentence, supportHtml, timeHtml, word, type LookupPage } from './markup.ts'
import { writeCountry } from './times.ts'
import type { CarrierView, CheckpointView, OrderView, ParcelView, Step } from './view.ts'
import { say, type Word } from './words.ts'

export function orderHtml(page: LookupPage, order: OrderView): string {
  const { writing } = page
  const heading =
    order.name === null ? '' : `<h2 class="tw-order">${word(page, 'orderHeading', { name: order.name })}</h2>`
  const placed =
    order.name === null
      ? ''
      : `<p class="tw-muted">${sentence(page, 'placedOn', { date: dayHtml(writing, order.orderedAt.slice(0, 10)) })}</p>`
  const state: string[] = []
  if (order.cancelled) state.push(`<p class="tw-headline">${word(page, 'cancelled')}</p>`)
  if (order.nothingToShip) state.push(`<p class="tw-headline">${word(page, 'nothingToShip')}</p>`)
  if (order.preparing) {
    state.push(`<p class="tw-headline">${word(page, 'preparing')}</p><p>${word(page, 'preparingText')}</p>`)
    if (order.estimate) {
      const { minDays: min, maxDays: max, kind } = order.estimate
      state.push(`<p>${word(page, kind === 'business' ? 'estimateBusiness' : 'estimateCalendar', { min, max })}</p>`)
    }
  }
  const partly = order.partly ? `<p class="tw-notice">${word(page, 'partly')}</p>` : ''
  const parcels = order.parcels
    .map((parcel) => parcelHtml(page, parcel, order.parcels.length, order.name === null ? 'h2' : 'h3'))
    .join('')
  return `${heading}${placed}${state.join('')}${parcels}${partly}${returnsHtml(page, order)}${supportHtml(page)}`
}

/** @param level below the order's heading, where there is one */
function parcelHtml(page: LookupPage, parcel: ParcelView, count: number, level: 'h2' | 'h3'): string {
  const { writing } = page
  const title = count > 1 ? word(page, 'parcelOf', { n: parcel.place, count }) : word(page, 'parcel')
  const lines: string[] = []
  if (parcel.deliveredAt !== null)
    lines.push(sentence(page, 'deliveredOn', { date: timeHtml(writing, parcel.deliveredAt, parcel.timezone) }))
  if (parcel.expected) {
    const { from, to } = parcel.expected
    lines.push(
      from < to
        ? sentence(page, 'expectedBetween', { from: dayHtml(writing, from), to: dayHtml(writing, to) })
        : sentence(page, 'expectedOn', { date: dayHtml(writing, to) }),
    )
  }
  if (parcel.lateSince !== null) lines.push(sentence(page, 'late', { date: dayHtml(writing, parcel.lateSince) }))
  const quiet: string[] = []
  if (parcel.advice !== null) quiet.push(word(page, parcel.advice))
  if (parcel.silence) {
    const { kind, day, on } = parcel.silence
    const date = dayHtml(writing, on)
    if (kind === 'normal') quiet.push(sentence(page, 'silence', { day: String(day), date }))
    else if (kind === 'soon') quiet.push(sentence(page, 'silenceSoon', { date }))
    else quiet.push(word(page, 'silenceLong'))
  }
  if (parcel.deliveredAt === null)
    quiet.push(
      parcel.lastNewsAt === null
        ? word(page, 'noScan')
        : sentence(page, 'lastNews', { time: timeHtml(writing, parcel.lastNewsAt, parcel.timezone) }),
    )
  return (
    `<article class="tw-parcel tw-${parcel.tone}"><${level} class="tw-parcel-title">${title}</${level}><p class="tw-headline">${encode(parcel.headline)}</p>` +
    lines.map((line) => `<p class="tw-when">${line}</p>`).join('') +
    stepsHtml(page, parcel.steps) +
    quiet.map((line) => `<p class="tw-quiet">${line}</p>`).join('') +
    carriersHtml(page, parcel) +
    checkpointsHtml(page, parcel) +
    `</article>`
  )
}

function stepsHtml(page: LookupPage, steps: readonly Step[]): string {
  const items = steps.map(({ milestone, state }) => {
    const current = state === 'now' ? ' aria-current="step"' : ''
    return `<li class="tw-step tw-${state}"${current}><span class="tw-dot" aria-hidden="true"></span><span class="tw-step-name">${word(page, `step.${milestone}`)}</span><span class="tw-hidden"> (${word(page, state)})</span></li>`
  })
  return `<ol class="tw-steps" aria-label="${word(page, 'progress')}">${items.join('')}</ol>`
}

const ROLE: Record<CarrierView['role'], Word> = { only: 'carrier', origin: 'carrierAbroad', last_mile: 'carrierLocal' }

function carriersHtml(page: LookupPage, parcel: ParcelView): string {
  const rows = parcel.carriers.map(({ role, name, number, link }) => {
    const follow =
      link === null
        ? ''
        : ` <a href="${encode(link)}" rel="noopener nofollow external">${word(page, 'follow', { carrier: name })}</a>`
    return `<div><dt>${word(page, ROLE[role])}</dt><dd>${encode(name)}${number !== null && number !== parcel.number ? ` <bdi>${encode(number)}</bdi>` : ''}${follow}</dd></div>`
  })
  if (parcel.number !== null)
    rows.push(
      `<div><dt>${word(page, 'number')}</dt><dd><bdi class="tw-number">${encode(parcel.number)}</bdi></dd></div>`,
    )
  return rows.length === 0 ? '' : `<dl class="tw-facts">${rows.join('')}</dl>`
}

/** How many checkpoints are seen without opening anything. */
const OPEN_CHECKPOINTS = 4

function checkpointsHtml(page: LookupPage, { checkpoints }: ParcelView): string {
  if (checkpoints.length === 0) return ''
  const list = (some: readonly CheckpointView[]): string =>
    `<ol class="tw-points">${some.map((checkpoint) => pointHtml(page, checkpoint)).join('')}</ol>`
  if (checkpoints.length <= OPEN_CHECKPOINTS + 1) return list(checkpoints)
  return `${list(checkpoints.slice(0, OPEN_CHECKPOINTS - 1))}<details class="tw-history"><summary>${word(page, 'history')}</summary>${list(checkpoints)}</details>`
}

function pointHtml(page: LookupPage, { at, timezone, text, country, city, fromOrigin }: CheckpointView): string {
  const { writing } = page
  const place = fromOrigin
    ? say(writing.language, 'origin')
    : [city, country === null ? null : writeCountry(writing, country)].filter((part) => part !== null).join(', ')
  const where = place === '' ? '' : `<span class="tw-place"><bdi>${encode(place)}</bdi></span>`
  return `<li class="tw-point"><span class="tw-what">${encode(text)}</span>${where}<span class="tw-at">${timeHtml(writing, at, timezone)}</span></li>`
}

function returnsHtml(page: LookupPage, { returns }: OrderView): string {
  if (returns.length === 0) return ''
  const items = returns.map((each) => `<li><strong>${encode(each.name)}</strong> ${word(page, each.word)}</li>`)
  return `<section class="tw-returns"><h3>${word(page, 'returns')}</h3><ul>${items.join('')}</ul></section>`
}
