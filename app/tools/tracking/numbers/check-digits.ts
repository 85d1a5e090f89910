/**
 * Check digits of tracking numbers. In: the serial without white space, its check character, the rule. Out: whether they fit.
 * Invariant: a rule of the data set that has no arithmetic here is a type error, not a number that passes.
 */

export type CheckRule =
  | { name: 'mod10'; evens_multiplier: number; odds_multiplier: number; reverse?: boolean }
  | { name: 'mod7' }
  | { name: 'luhn' }
  | { name: 'mod_37_36' }
  | { name: 's10' }
  | { name: 'sum_product_with_weightings_and_modulo'; weightings: number[]; modulo1: number; modulo2: number }

/** how many check characters a chance text could have: what a proven check is worth */
export const CHECK_CHOICES: Record<CheckRule['name'], number> = {
  mod10: 10,
  mod7: 10,
  luhn: 10,
  mod_37_36: 36,
  s10: 10,
  sum_product_with_weightings_and_modulo: 10,
}

/** @param serial digits and capital letters; @param check one of them */
export function checkFits(rule: CheckRule, serial: string, check: string): boolean {
  switch (rule.name) {
    case 'mod10':
      return weightedMod10(serial, rule) === valueOf(check)
    case 'mod7':
      return mod7(serial) === valueOf(check)
    case 'luhn':
      return luhn(serial) === valueOf(check)
    case 'mod_37_36':
      return iso7064Mod37(serial) === valueOf(check)
    case 's10':
      return s10(serial) === valueOf(check)
    case 'sum_product_with_weightings_and_modulo':
      return (weightedSum(serial, rule.weightings) % rule.modulo1) % rule.modulo2 === valueOf(check)
  }
}

/** 0 to 9, then A = 10 to Z = 35. */
function valueOf(character: string): number {
  const code = character.charCodeAt(0)
  return code < 58 ? code - 48 : code - 55
}

/** GS1's weighted modulus 10 (General Specifications §7.9) with the carrier's own weights; UPS counts A as 2, B as 3 … (code − 63), modulo 10. */
function weightedMod10(serial: string, rule: Extract<CheckRule, { name: 'mod10' }>): number {
  let sum = 0
  for (let index = 0; index < serial.length; index += 1) {
    const code = serial.charCodeAt(rule.reverse ? serial.length - 1 - index : index)
    const value = code < 58 ? code - 48 : (code - 63) % 10
    sum += value * (index % 2 === 0 ? rule.evens_multiplier : rule.odds_multiplier)
  }
  return (10 - (sum % 10)) % 10
}

/** The serial as a number, modulo 7, digit by digit so that no length overflows. */
function mod7(serial: string): number {
  let rest = 0
  for (let index = 0; index < serial.length; index += 1) rest = (rest * 10 + serial.charCodeAt(index) - 48) % 7
  return rest
}

/** ISO/IEC 7812-1 annex B: every second digit from the right doubled, its digits summed. */
function luhn(serial: string): number {
  let sum = 0
  for (let index = 0; index < serial.length; index += 1) {
    const digit = serial.charCodeAt(serial.length - 1 - index) - 48
    const value = index % 2 === 0 ? digit * 2 : digit
    sum += value > 9 ? value - 9 : value
  }
  return (10 - (sum % 10)) % 10
}

/** ISO/IEC 7064 hybrid system MOD 37,36. */
function iso7064Mod37(serial: string): number {
  let product = 36
  for (const character of serial) {
    const sum = (product + valueOf(character)) % 36 || 36
    product = (sum * 2) % 37
  }
  return (37 - product) % 36
}

const S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7]

/** UPU standard S10-12 §6.3: 11 minus the weighted sum modulo 11; 10 is written 0, 11 is written 5. */
function s10(serial: string): number {
  const left = 11 - (weightedSum(serial, S10_WEIGHTS) % 11)
  return left === 10 ? 0 : left === 11 ? 5 : left
}

function weightedSum(serial: string, weights: readonly number[]): number {
  let sum = 0
  for (let index = 0; index < serial.length; index += 1) sum += (serial.charCodeAt(index) - 48) * (weights[index] ?? 0)
  return sum
}
