/** Every source that is asked, by its name. A source without an adapter is a type error. */
import { aftership } from './aftership/adapter.server.ts'
import { ownEndpoint } from './endpoint/adapter.server.ts'
import { seventeenTrack } from './seventeen-track/adapter.server.ts'
import type { AskedSource, SourceAdapter } from './source.ts'

export const ADAPTERS: Readonly<Record<AskedSource, SourceAdapter>> = {
  '17track': seventeenTrack,
  aftership,
  endpoint: ownEndpoint,
}
