/**
 * The carriers that the app knows, all lists joined. Invariant: one code, one name and one alias belong to one carrier (a test compares them).
 */
import type { Carrier } from './carrier.ts'
import { CHINESE_CARRIERS } from './chinese.ts'
import { PARCEL_NETWORKS } from './networks.ts'
import { POSTAL_SERVICES } from './posts.ts'

export const CARRIERS: readonly Carrier[] = [...PARCEL_NETWORKS, ...POSTAL_SERVICES, ...CHINESE_CARRIERS]
