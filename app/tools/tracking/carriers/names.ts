/** What a carrier of the directory is called. In: a stored code. Out: its name; a code that is none is shown as it is. */
import { CARRIERS } from './directory.ts'

const NAMES: ReadonlyMap<string, string> = new Map(CARRIERS.map(({ code, name }) => [code, name]))

export function carrierName(code: string): string {
  return NAMES.get(code) ?? code
}
