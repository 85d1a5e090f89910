/** The drawing of a chart, in a chunk of its own because recharts is large. See chart.tsx. */
import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { ChartProps } from './chart-types.ts'

const MAIN = '#0b6a8f'
const MUTED = '#8a8f94'
const MARK = '#8e4b10'
const OTHER = '#4a7d33'
const GRID = 'var(--p-color-border-secondary)'
const TEXT = { fontSize: 12, fill: '#616161' }

export default function ChartCanvas({ series, points, kind, format, formatAxis, steps = false }: ChartProps) {
  const rows = points.map((point) => ({
    label: point.label,
    name: point.name,
    ...Object.fromEntries(point.values.map((value, index) => [`v${index}`, value])),
  }))
  const names = new Map(points.map((point) => [point.label, point.name]))
  const shared = (
    <>
      <CartesianGrid stroke={GRID} vertical={false} />
      <XAxis dataKey="label" tick={TEXT} tickLine={false} axisLine={{ stroke: GRID }} minTickGap={24} />
      <YAxis yAxisId="all" tick={TEXT} tickLine={false} axisLine={false} width={64} tickFormatter={formatAxis} />
      {series.some(({ ownAxis }) => ownAxis) && (
        <YAxis
          yAxisId="own"
          orientation="right"
          tick={{ ...TEXT, fill: OTHER }}
          tickLine={false}
          axisLine={false}
          width={48}
          tickFormatter={formatAxis}
        />
      )}
      <Tooltip
        formatter={(value) => (typeof value === 'number' ? format(value) : String(value))}
        labelFormatter={(label) => names.get(String(label)) ?? String(label)}
      />
      {series.length > 1 && <Legend iconType="plainline" itemSorter={null} wrapperStyle={{ fontSize: 12 }} />}
    </>
  )
  return (
    <ResponsiveContainer width="100%" height="100%">
      {kind === 'line' ? (
        <LineChart data={rows} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
          {shared}
          {points.map(
            (point) =>
              point.mark !== undefined && (
                <ReferenceLine
                  key={point.label}
                  yAxisId="all"
                  x={point.label}
                  stroke={MARK}
                  strokeDasharray="2 3"
                  label={{ value: point.mark, position: 'insideTopLeft', fontSize: 11, fill: MARK }}
                />
              ),
          )}
          {series.map((one, index) => (
            <Line
              {...(steps ? { type: 'stepAfter' as const } : {})}
              key={one.name}
              name={one.name}
              dataKey={`v${index}`}
              yAxisId={one.ownAxis ? 'own' : 'all'}
              stroke={one.ownAxis ? OTHER : one.muted ? MUTED : MAIN}
              strokeWidth={2}
              {...(one.muted ? { strokeDasharray: '4 4' } : {})}
              dot={false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      ) : (
        <BarChart data={rows} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
          {shared}
          {series.map((one, index) => (
            <Bar
              key={one.name}
              name={one.name}
              dataKey={`v${index}`}
              yAxisId={one.ownAxis ? 'own' : 'all'}
              fill={one.ownAxis ? OTHER : one.muted ? MUTED : MAIN}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      )}
    </ResponsiveContainer>
  )
}
