/**
 * Numbers of Chinese lines and express networks. Out: kinds in the shape of the data set's, all without a check digit (none is published).
 * Invariant: each pattern has a fixed prefix or suffix, so that a number without one is never claimed for these carriers.
 */
import type { NumberKind } from './kinds.ts'

function pattern(id: string, name: string, courier: string, source: string, example: string): NumberKind {
  return { id, name, courier, pattern: source, check: null, prepend: null, example }
}

/** Shapes as printed on labels; YunExpress (YT and 16 digits) is in the data set. */
export const CHINESE_LINES: readonly NumberKind[] = [
  pattern('cainiao_lp', 'Cainiao LP', 'cainiao', 'LP(?<SerialNumber>[0-9]{14,18})', 'LP00512345678901'),
  pattern('4px', '4PX', '4px', '4PX(?<SerialNumber>[0-9]{10,14})(?:CN)?', '4PX3001234567890CN'),
  pattern('yanwen_yp', 'Yanwen', 'yanwen', '[A-Z]{2}(?<SerialNumber>[0-9]{9})YP', 'UG123456789YP'),
  pattern('sf_express', 'SF Express', 'sf_express', 'SF(?<SerialNumber>[0-9]{12,13})', 'SF1234567890123'),
  pattern('yto', 'YTO Express', 'yto', 'YT(?<SerialNumber>[0-9]{13})', 'YT1234567890123'),
  pattern('jt_express', 'J&T Express', 'jt_express', 'JT(?<SerialNumber>[0-9]{13})', 'JT1234567890123'),
]
