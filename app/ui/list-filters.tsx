/**
 * Views, search, filters and order of a list, kept in the address.
 * In: what can be chosen. Out: navigation of the same page. Invariant: changing any of it starts again at the first page.
 */
import {
  ChoiceList,
  IndexFilters,
  IndexFiltersMode,
  useSetIndexFiltersMode,
  type IndexFiltersProps,
} from '@shopify/polaris'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { usePageParams, type ParamChanges } from './search-params.ts'

const TYPING_MS = 300
const FIRST_PAGE: ParamChanges = { after: null, before: null }

export interface Choice {
  value: string
  label: string
}

export interface ListFilter {
  /** the query parameter */
  key: string
  label: string
  choices: Choice[]
  pinned?: boolean
}

/** A filter with a form of its own, e.g. a range of days. */
export interface OwnFilter {
  key: string
  label: string
  field: ReactNode
  /** the text of the pill while it is set; null while it is not */
  applied: string | null
  /** parameters that disappear with the pill */
  parameters: string[]
}

export interface ListView {
  label: string
  /** parameters that make the view; the first view usually sets none */
  parameters: ParamChanges
}

export interface ListFiltersProps {
  searchLabel: string
  views: ListView[]
  filters: ListFilter[]
  own?: OwnFilter[]
  sortChoices: { label: string; sort: string; direction: 'asc' | 'desc'; directionLabel: string }[]
  sort: string
  direction: string
  loading: boolean
}

export function ListFilters({
  searchLabel,
  views,
  filters,
  own = [],
  sortChoices,
  sort,
  direction,
  loading,
}: ListFiltersProps) {
  const { t } = useTranslation()
  const { get, change } = usePageParams()
  const [search, setSearch] = useSearchText()

  const parametersOfViews = [...new Set(views.flatMap((view) => Object.keys(view.parameters)))]
  const noView = Object.fromEntries(parametersOfViews.map((name) => [name, null]))
  const selected = Math.max(
    0,
    views.findIndex((view) =>
      parametersOfViews.every((name) => (get(name) ?? null) === (view.parameters[name] ?? null)),
    ),
  )

  const appliedFilters: NonNullable<IndexFiltersProps['appliedFilters']> = []
  for (const filter of filters) {
    const value = get(filter.key)
    if (value === null || value === '' || parametersOfViews.includes(filter.key)) continue
    const label = filter.choices.find((choice) => choice.value === value)?.label ?? value
    appliedFilters.push({
      key: filter.key,
      label: t('list.applied', { filter: filter.label, value: label }),
      onRemove: () => change({ ...FIRST_PAGE, [filter.key]: null }),
    })
  }
  for (const filter of own) {
    if (filter.applied === null) continue
    const cleared = Object.fromEntries(filter.parameters.map((name) => [name, null]))
    appliedFilters.push({
      key: filter.key,
      label: filter.applied,
      onRemove: () => change({ ...FIRST_PAGE, ...cleared }),
    })
  }

  const searching = get('search') !== null
  const { mode, setMode } = useSetIndexFiltersMode(
    searching || appliedFilters.length > 0 ? IndexFiltersMode.Filtering : IndexFiltersMode.Default,
  )

  // The field takes the focus when somebody opens it, not when a page arrives that is already filtered.
  const [opened, setOpened] = useState(false)

  const clearAll = (): void => {
    setSearch('')
    const names = [...filters.map((filter) => filter.key), ...own.flatMap((filter) => filter.parameters), 'search']
    change({
      ...FIRST_PAGE,
      ...Object.fromEntries(names.filter((name) => !parametersOfViews.includes(name)).map((name) => [name, null])),
    })
  }

  return (
    <div className={mode === IndexFiltersMode.Default ? 'list-filters' : 'list-filters list-filters-open'}>
      <IndexFilters
        // Polaris takes a list below the fold for one that was scrolled past, and lays the bar over the page's title.
        disableStickyMode
        mode={mode}
        setMode={(next) => {
          setOpened(true)
          setMode(next)
        }}
        autoFocusSearchField={opened}
        canCreateNewView={false}
        loading={loading}
        tabs={views.map((view, index) => ({
          id: `view-${index}`,
          content: view.label,
          index,
          isLocked: true,
          onAction: () => undefined,
        }))}
        selected={selected}
        onSelect={(index) => change({ ...FIRST_PAGE, ...noView, ...views[index]?.parameters })}
        queryValue={search}
        queryPlaceholder={searchLabel}
        onQueryChange={setSearch}
        onQueryClear={() => setSearch('')}
        cancelAction={{ onAction: clearAll, disabled: false, loading: false }}
        filters={[
          ...filters
            .filter((filter) => !parametersOfViews.includes(filter.key))
            .map((filter) => ({
              key: filter.key,
              label: filter.label,
              pinned: filter.pinned ?? false,
              filter: (
                <ChoiceList
                  title={filter.label}
                  titleHidden
                  choices={filter.choices}
                  selected={[get(filter.key) ?? '']}
                  onChange={([value]) => change({ ...FIRST_PAGE, [filter.key]: value ?? null })}
                />
              ),
            })),
          ...own.map((filter) => ({ key: filter.key, label: filter.label, filter: filter.field, pinned: false })),
        ]}
        appliedFilters={appliedFilters}
        onClearAll={clearAll}
        sortOptions={sortChoices.map((choice) => ({
          label: choice.label,
          value: `${choice.sort} ${choice.direction}`,
          directionLabel: choice.directionLabel,
        }))}
        sortSelected={[`${sort} ${direction}`]}
        onSort={([value]) => {
          const [by, order] = (value ?? '').split(' ')
          change({ ...FIRST_PAGE, sort: by ?? null, direction: order ?? null })
        }}
      />
    </div>
  )
}

/** The search field's text; the address follows when typing pauses, and leads when it changes by itself (back, clear). */
function useSearchText(): [string, (text: string) => void] {
  const { get, change } = usePageParams()
  const asked = get('search') ?? ''
  const [text, setText] = useState(asked)
  const [followed, setFollowed] = useState(asked)
  const timer = useRef<ReturnType<typeof setTimeout>>()
  if (asked !== followed) {
    setFollowed(asked)
    setText(asked)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const type = (next: string): void => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      setFollowed(next)
      change({ ...FIRST_PAGE, search: next.trim() === '' ? null : next }, { replace: true })
    }, TYPING_MS)
  }
  return [text, type]
}
