/**
 * What goes into a usual container, as a start for the limits of an order. In: nothing. Out: inner volume and payload of the ISO 668 series 1 boxes as
 * carriers publish them for dry goods. Invariant: a start only; how full a box can be packed the merchant knows.
 */
export const CONTAINERS = [
  { id: '20', cubicMetres: 33.2, kilograms: 28_200 },
  { id: '40', cubicMetres: 67.7, kilograms: 26_700 },
  { id: '40hc', cubicMetres: 76.3, kilograms: 26_500 },
] as const
