/**
 * A list in two forms: a Polaris index table where there is room, a list of links where there is not. CSS alone chooses, so the
 * page neither jumps when the browser takes over nor scrolls sideways on a phone.
 * In: rows, columns, each row's address. Invariant: both forms show the same rows, and every row can be reached by keyboard.
 */
import { Link, useNavigate } from '@remix-run/react'
import { IndexTable, InlineStack, Link as PolarisLink, Text } from '@shopify/polaris'
import type { CSSProperties, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { PageLinks } from './page-links.tsx'

export interface Column<Row> {
  key: string
  title: string
  numeric?: boolean
  /** its share of the table's width beside the others' */
  width?: number
  cell: (row: Row) => ReactNode
}

export interface ListTableProps<Row> {
  /** what the rows are, for screen readers */
  label: string
  rows: Row[]
  rowId: (row: Row) => string
  rowUrl: (row: Row) => string
  /** the first column: the row's name, which is its link */
  name: { title: string; text: (row: Row) => string; before?: (row: Row) => ReactNode; width?: number }
  columns: Column<Row>[]
  /** the narrow form: beside the name, and under it what matters most */
  narrowEnd?: (row: Row) => ReactNode
  narrow: (row: Row) => ReactNode
  paging?: { nextUrl: string | null; previousUrl: string | null; label: string }
}

const WIDTH = { name: 2, text: 1.3, numeric: 1 }

function widthOf<Row>(column: Column<Row>): number {
  return column.width ?? (column.numeric ? WIDTH.numeric : WIDTH.text)
}

/** Said before any row is there, so that the columns do not move while a slow machine receives the rows. See app.css. */
function columnWidths(shares: number[]): CSSProperties {
  const sum = shares.reduce((total, share) => total + share, 0)
  const widths = shares.map((share, index) => [`--column-${index + 1}`, `${(share / sum) * 100}%`])
  return Object.fromEntries([...widths, ['--shares', sum]]) as CSSProperties
}

export function ListTable<Row>({
  label,
  rows,
  rowId,
  rowUrl,
  name,
  columns,
  narrowEnd,
  narrow,
  paging,
}: ListTableProps<Row>) {
  const navigate = useNavigate()
  const { t } = useTranslation()
  const headings = [
    { title: name.title },
    ...columns.map((column) =>
      column.numeric ? { title: column.title, alignment: 'end' as const } : { title: column.title },
    ),
  ]
  const [first, ...others] = headings
  return (
    <>
      <div className="list-wide" style={columnWidths([name.width ?? WIDTH.name, ...columns.map(widthOf)])}>
        <IndexTable
          resourceName={{ singular: label, plural: label }}
          itemCount={rows.length}
          selectable={false}
          headings={[first ?? { title: name.title }, ...others]}
        >
          {rows.map((row, position) => (
            <IndexTable.Row key={rowId(row)} id={rowId(row)} position={position} onClick={() => navigate(rowUrl(row))}>
              <IndexTable.Cell as="th" scope="row">
                <InlineStack gap="300" blockAlign="center" wrap={false}>
                  {name.before?.(row)}
                  <PolarisLink url={rowUrl(row)} dataPrimaryLink monochrome removeUnderline>
                    <Text as="span" fontWeight="semibold">
                      {name.text(row)}
                    </Text>
                  </PolarisLink>
                </InlineStack>
              </IndexTable.Cell>
              {columns.map((column) => (
                <IndexTable.Cell key={column.key}>
                  <Text as="span" numeric={column.numeric ?? false} {...(column.numeric ? { alignment: 'end' } : {})}>
                    {column.cell(row)}
                  </Text>
                </IndexTable.Cell>
              ))}
            </IndexTable.Row>
          ))}
        </IndexTable>
      </div>
      <div className="list-narrow">
        <ul aria-label={label}>
          {rows.map((row) => (
            <li key={rowId(row)}>
              <Link to={rowUrl(row)}>
                <span className="list-row">
                  {name.before?.(row)}
                  <span className="list-row-text">
                    <span className="list-row-head">
                      <Text as="span" fontWeight="semibold">
                        {name.text(row)}
                      </Text>
                      {narrowEnd && (
                        <Text as="span" numeric>
                          {narrowEnd(row)}
                        </Text>
                      )}
                    </span>
                    {narrow(row)}
                  </span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </div>
      {paging && (
        <PageLinks
          accessibilityLabel={t('list.paging')}
          label={paging.label}
          previousUrl={paging.previousUrl}
          nextUrl={paging.nextUrl}
        />
      )}
    </>
  )
}
