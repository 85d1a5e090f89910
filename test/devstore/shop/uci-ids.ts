/**
 * Where the ids of each kind of record begin in the UCI shop; a record's id is its place in the file above that.
 * In: nothing. Out: numbers far below 2^53. Invariant: the ranges never meet, and the shop hands out ids above them all.
 */

export const CUSTOMER_IDS = 7_200_000_000_000
export const ORDER_IDS = 5_600_000_000_000
export const LINE_IDS = 14_000_000_000_000
export const REFUND_IDS = 930_000_000_000
export const REFUND_LINE_IDS = 400_000_000_000
export const FULFILLMENT_IDS = 5_100_000_000_000
export const FULFILLMENT_LINE_IDS = 13_000_000_000_000
export const EVENT_IDS = 29_000_000_000_000
export const RETURN_IDS = 2_300_000_000
export const RETURN_LINE_IDS = 12_000_000_000
export const PRODUCT_IDS = 8_100_000_000_000
export const VARIANT_IDS = 44_100_000_000_000
export const ITEM_IDS = 46_200_000_000_000
export const COLLECTION_IDS = 480_000_000_000
export const LEVEL_IDS = 110_000_000_000

export const FIRST_FREE_ID = '60000000000001'
