/** What a chart is made of; shared by its frame and its drawing, which is a chunk of its own. */

export interface ChartPoint {
  /** what the point is called, on the axis and in the table */
  label: string
  /** the whole name, e.g. with the year */
  name: string
  values: (number | null)[]
  /** names of the points of the other series, where they differ (the day of the previous period) */
  otherNames?: (string | null)[]
  /** what happened at this point: drawn as a line across, named in the table */
  mark?: string
  /** what else is said of it, in the table alone */
  note?: string
}

export interface ChartSeries {
  name: string
  /** the second series of a comparison is drawn dashed */
  muted?: boolean
  /** of another size than the others: drawn against an axis of its own */
  ownAxis?: boolean
}

export interface ChartProps {
  title: string
  /** the first column of the table */
  pointTitle: string
  series: ChartSeries[]
  points: ChartPoint[]
  kind: 'line' | 'bar'
  format: (value: number) => string
  formatAxis: (value: number) => string
  /** a value holds until the next one, as a price does */
  steps?: boolean
}
