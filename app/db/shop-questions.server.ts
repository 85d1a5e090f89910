/**
 * Questions that many strangers ask of one shop at the same time. In: a shop id, a question, its values. Out: rows.
 * Invariants: as inShop, a question sees one shop's rows and no others; those of one shop that wait at the same time are asked together, in one
 * transaction and one message, and none is answered with another's rows or fails because another does.
 *
 * On a loaded machine most of a short reading is what surrounds it: a message there and back, a transaction, entering the shop. Together they cost
 * once. A question that finds nobody else waiting goes alone and at once.
 */
import { escapeLiteral, type PoolClient, type QueryResult, type QueryResultRow } from 'pg'
import { withConnection } from './client.server.ts'
import { enterShop } from './tenant.server.ts'

/** A question that is asked often: its text with $1, $2 …, and the types of these. The first one is the shop's id. */
export interface ShopQuestion {
  name: string
  types: readonly ('int' | 'bigint' | 'text' | 'text[]')[]
  text: string
}

type Value = string | null | readonly string[]

interface Asked {
  question: ShopQuestion
  values: readonly Value[]
  answer: (rows: QueryResultRow[]) => void
  fail: (error: unknown) => void
}

interface Line {
  waiting: Asked[]
  /** messages that are under way */
  open: number
}

/** Messages of one shop under way at once; those who come meanwhile wait for the next, together. */
const MOST_OPEN = 3
const MOST_TOGETHER = 16
const lines = new Map<number, Line>()

/** One reading inside one shop, prepared once per connection. `values` follow the shop's id. */
export function askShop<Row extends QueryResultRow>(
  shopId: number,
  question: ShopQuestion,
  values: readonly Value[],
): Promise<Row[]> {
  return new Promise((answer, fail) => {
    const line = lines.get(shopId) ?? { waiting: [], open: 0 }
    lines.set(shopId, line)
    line.waiting.push({ question, values, answer: (rows) => answer(rows as Row[]), fail })
    if (line.open < MOST_OPEN) void serve(shopId, line)
  })
}

async function serve(shopId: number, line: Line): Promise<void> {
  line.open += 1
  for (;;) {
    const together = line.waiting.splice(0, MOST_TOGETHER)
    if (together.length === 0) break
    await askTogether(shopId, together)
  }
  line.open -= 1
  if (line.open === 0) lines.delete(shopId)
}

/** Never rejects: each of them is answered or fails by itself. */
async function askTogether(shopId: number, together: readonly Asked[]): Promise<void> {
  try {
    const answers = await readTogether(shopId, together)
    together.forEach(({ answer }, index) => answer(answers[index] ?? []))
  } catch (error) {
    // One that fails takes the transaction with it: then each is asked alone.
    if (together.length > 1) for (const one of together) await askTogether(shopId, [one])
    else together[0]?.fail(error)
  }
}

/** Which questions a connection has been told. */
const told = new WeakMap<PoolClient, Set<string>>()

function readTogether(shopId: number, together: readonly Asked[]): Promise<QueryResultRow[][]> {
  return withConnection(async (client) => {
    for (const { question } of together) await tell(client, question)
    const executed = together.map(({ question, values }) => {
      const given = [String(shopId), ...values.map(literalOf)].join(', ')
      return `execute "${question.name}" (${given})`
    })
    const entering = enterShop(shopId)
    const results = (await client.query([...entering, ...executed, 'commit'].join('; '))) as unknown as QueryResult[]
    return results.slice(entering.length, -1).map(({ rows }) => rows as QueryResultRow[])
  })
}

async function tell(client: PoolClient, { name, types, text }: ShopQuestion): Promise<void> {
  const known = told.get(client) ?? new Set()
  told.set(client, known)
  if (known.has(name)) return
  await client.query(`prepare "${name}" (${types.join(', ')}) as ${text}`)
  known.add(name)
}

function literalOf(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return escapeLiteral(value)
  return `array[${value.map((member) => escapeLiteral(member)).join(', ')}]::text[]`
}
