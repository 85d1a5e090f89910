/** Shopify's standard return reasons, handle and English name; shops of the dev store have added none. */
export const RETURN_REASONS = [
  ['color', 'Color'],
  ['defective', 'Defective'],
  ['not_as_described', 'Not as described'],
  ['other', 'Other'],
  ['size_too_large', 'Size was too large'],
  ['size_too_small', 'Size was too small'],
  ['style', 'Style'],
  ['unknown', 'Unknown'],
  ['unwanted', 'Customer changed their mind'],
  ['wrong_item', 'Received the wrong item'],
] as const

export const RETURN_REASON_HANDLES = RETURN_REASONS.map(([handle]) => handle)
