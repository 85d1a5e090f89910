/**
 * A list page's one card: filters above, below them the rows, or why there are none.
 * In: what the list is made of. Invariant: a list that is empty because of its filters says so; one that is empty by itself says what to do.
 */
import { Card } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { ListEmpty } from './list-empty.tsx'
import { ListFilters, type ListFiltersProps } from './list-filters.tsx'
import { ListTable, type ListTableProps } from './list-table.tsx'

interface ListCardProps<Row> {
  filters: Omit<ListFiltersProps, 'sortChoices'>
  /** the i18n key under which `sort.<sort>` and `direction.<sort>.<direction>` are, and what can be chosen; the first direction comes first */
  sorts: { words: string; by: readonly string[]; directions: readonly ['asc', 'desc'] | readonly ['desc', 'asc'] }
  isFiltered: boolean
  empty: { title: string; advice: string; action?: { content: string; url: string } }
  table: ListTableProps<Row>
}

export function ListCard<Row>({ filters, sorts, isFiltered, empty, table }: ListCardProps<Row>) {
  const { t } = useTranslation()
  const none = isFiltered ? { title: t('list.noMatch'), advice: t('list.noMatchAdvice') } : empty
  return (
    <Card padding="0">
      <ListFilters
        {...filters}
        filters={filters.filters.filter((filter) => filter.choices.length > 0)}
        sortChoices={sorts.by.flatMap((sort) =>
          sorts.directions.map((direction) => ({
            label: t(`${sorts.words}.sort.${sort}`),
            sort,
            direction,
            directionLabel: t(`${sorts.words}.direction.${sort}.${direction}`),
          })),
        )}
      />
      {table.rows.length === 0 ? <ListEmpty {...none} /> : <ListTable {...table} />}
    </Card>
  )
}
