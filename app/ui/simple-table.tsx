/** A small table that is not a list of links: stock per location, refunds, differences. Scrolls inside itself when narrow. */
import { Text } from '@shopify/polaris'
import type { ReactNode } from 'react'

export interface SimpleColumn<Row> {
  key: string
  title: string
  numeric?: boolean
  /** dates and the like: a broken one is hard to read */
  nowrap?: boolean
  /** of the table's width; said for all columns or none. A long table needs it: with automatic widths every row that arrives moves the others. */
  share?: number
  cell: (row: Row) => ReactNode
}

interface SimpleTableProps<Row> {
  /** its name, for screen readers */
  label: string
  columns: SimpleColumn<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  /** it fills a card to the edges: the outer cells keep the card's distance */
  edge?: boolean
}

/** A share is never narrower: then the table scrolls. */
const SHARE_PX = 38

/** The first column heads the row. */
export function SimpleTable<Row>({ label, columns, rows, rowKey, edge = false }: SimpleTableProps<Row>) {
  const shares = columns.reduce((sum, column) => sum + (column.share ?? 0), 0)
  const classes = ['plain-table', ...(edge ? ['plain-table-edge'] : []), ...(shares > 0 ? ['plain-table-fixed'] : [])]
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
      <table className={classes.join(' ')} {...(shares > 0 ? { style: { minWidth: shares * SHARE_PX } } : {})}>
        {shares > 0 && (
          <colgroup>
            {columns.map(({ key, share = 0 }) => (
              <col key={key} style={{ width: `${(100 * share) / shares}%` }} />
            ))}
          </colgroup>
        )}
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.numeric ? 'end' : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.key} scope="row">
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} className={column.numeric ? 'end' : column.nowrap ? 'nowrap' : undefined}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** For a cell without a value: a dash that is read out as what it means. */
export function NoValue({ meaning }: { meaning: string }) {
  return (
    <>
      <span aria-hidden>–</span>
      <Text as="span" visuallyHidden>
        {meaning}
      </Text>
    </>
  )
}
