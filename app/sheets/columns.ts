/**
 * Which column of a merchant's file is which. In: header texts and the columns that are wanted, with all the names they go by. Out: where each is,
 * which are missing, which are there twice. Invariant: a header is matched whole ("Price" never takes "Price before tax"), in any case and spelling.
 */

export interface WantedColumn<Key extends string> {
  key: Key
  /** names in every language, the first one is what an export writes */
  names: readonly string[]
  required?: boolean
}

export interface ColumnMatch<Key extends string> {
  /** index by key, of what is there once */
  at: Partial<Record<Key, number>>
  missing: Key[]
  twice: { key: Key; headers: string[] }[]
  /** headers that nobody asked for */
  unknown: string[]
}

/** An exact name goes before one with a unit behind it: "Price" before "Price (EUR)". */
export function matchColumns<Key extends string>(
  headers: readonly string[],
  wanted: readonly WantedColumn<Key>[],
): ColumnMatch<Key> {
  const at: ColumnMatch<Key>['at'] = {}
  const twice: ColumnMatch<Key>['twice'] = []
  const taken = new Set<number>()
  for (const spell of [foldHeader, (header: string): string => foldHeader(withoutUnit(header))]) {
    for (const column of wanted) {
      if (at[column.key] !== undefined || twice.some(({ key }) => key === column.key)) continue
      const names = new Set(column.names.map(foldHeader))
      const found = [...headers.keys()].filter((index) => !taken.has(index) && names.has(spell(headers[index] ?? '')))
      for (const index of found) taken.add(index)
      const [first] = found
      if (found.length > 1) twice.push({ key: column.key, headers: found.map((index) => headers[index] ?? '') })
      else if (first !== undefined) at[column.key] = first
    }
  }
  const missing = wanted.filter(
    ({ key, required }) => required && at[key] === undefined && !twice.some((one) => one.key === key),
  )
  return {
    at,
    missing: missing.map(({ key }) => key),
    twice,
    unknown: headers.filter((header, index) => header !== '' && !taken.has(index)),
  }
}

/** What a page says of a file's columns, in the words of the exports. */
export interface ColumnAdvice {
  missing: { column: string; names: string[] }[]
  twice: { column: string; headers: string[] }[]
  unknown: string[]
}

/** @param instead a missing key to the one that would do in its place: its names are named too */
export function adviseColumns<Key extends string>(
  match: ColumnMatch<Key>,
  wanted: readonly WantedColumn<Key>[],
  instead: Partial<Record<Key, Key>> = {},
): ColumnAdvice {
  const namesOf = (key: Key | undefined): readonly string[] => wanted.find((column) => column.key === key)?.names ?? []
  return {
    missing: match.missing.map((key) => {
      const [column = key, ...names] = [...namesOf(key), ...namesOf(instead[key])]
      return { column, names }
    }),
    twice: match.twice.map(({ key, headers }) => ({ column: namesOf(key)[0] ?? key, headers })),
    unknown: match.unknown,
  }
}

function foldHeader(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-.*#:：/]+/g, '')
}

function withoutUnit(header: string): string {
  return header.normalize('NFKC').replace(/\s*[([][^)\]]*[)\]]\s*\*?$/, '')
}
