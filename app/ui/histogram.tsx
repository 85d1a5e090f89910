/**
 * How many of something fall into each range, drawn and written side by side: bars, and the table they were drawn from.
 * In: ranges in order with their counts. Invariant: drawn on the server in a box of fixed height; every bar is a row of the table.
 */
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.tsx'

export interface HistogramBin {
  key: string
  /** the range, e.g. `−10 % to −5 %` */
  label: string
  count: number
  tone: 'down' | 'up' | 'still'
}

interface HistogramProps {
  title: string
  binTitle: string
  countTitle: string
  bins: HistogramBin[]
}

export function Histogram({ title, binTitle, countTitle, bins }: HistogramProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const most = Math.max(1, ...bins.map((bin) => bin.count))
  return (
    <div className="histogram">
      <div className="histogram-bars" role="img" aria-label={t('chart.described', { title })}>
        {bins.map((bin) => (
          <div key={bin.key} className={`histogram-bar histogram-${bin.tone}`}>
            {/* One thing among thousands still is a line that can be seen. */}
            <span style={{ height: bin.count === 0 ? 0 : `max(2px, ${(100 * bin.count) / most}%)` }} />
          </div>
        ))}
      </div>
      <div className="histogram-table scroll-y" tabIndex={0} role="region" aria-label={title}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{binTitle}</th>
              <th scope="col" className="end">
                {countTitle}
              </th>
            </tr>
          </thead>
          <tbody>
            {bins.map((bin) => (
              <tr key={bin.key}>
                <th scope="row">
                  <span className={`histogram-key histogram-${bin.tone}`} aria-hidden />
                  {bin.label}
                </th>
                <td className="end">{format.number(bin.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
