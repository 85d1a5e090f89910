/**
 * Made-up people for the file's customer numbers, so that a search for personal data has something to find.
 * In: a customer number. Out: name, e-mail, phone and street; nulls for the three in ten who gave none.
 * Invariant: nobody real: surnames and streets are invented words, e-mails lie under RFC 2606 domains, phones in
 * Ofcom's 07700 900000-900999 range for drama.
 */
import { hash32, hashPick } from './hash.ts'

export interface Person {
  firstName: string
  lastName: string
  email: string
  phone: string | null
  address1: string
}

const FIRST_NAMES = [
  'Ottoline', 'Barnaby', 'Clementia', 'Fitzgrove', 'Hesperine', 'Isambert', 'Jocasta', 'Leopoldine', 'Marguerita', 'Ninianne',
  'Octavius', 'Peregrine', 'Quentina', 'Rosalinde', 'Silvester', 'Theophila', 'Ulricka', 'Valentyne', 'Wilhelmus', 'Xanthea',
] as const // prettier-ignore
const NAME_STARTS = [
  'Quill', 'Marble', 'Thistle', 'Lantern', 'Copper', 'Willow', 'Bramble', 'Feather', 'Saffron', 'Juniper', 'Pebble', 'Velvet',
  'Harbour', 'Meadow', 'Cinder', 'Amber',
] as const // prettier-ignore
const NAME_ENDS = [
  'thwaite',
  'moth',
  'brooke',
  'wickham',
  'feather',
  'dale',
  'hurst',
  'combe',
  'worthy',
  'field',
] as const
const STREET_ENDS = ['Lane', 'Road', 'Street', 'Mews', 'Terrace', 'Close'] as const
const DOMAINS = ['example.com', 'example.org', 'example.net'] as const

export function personOf(customer: string): Person | null {
  if (hash32(`named ${customer}`) % 10 < 3) return null
  const firstName = hashPick(`first ${customer}`, FIRST_NAMES)
  const lastName = hashPick(`last start ${customer}`, NAME_STARTS) + hashPick(`last end ${customer}`, NAME_ENDS)
  const street = hashPick(`street start ${customer}`, NAME_STARTS) + hashPick(`street middle ${customer}`, NAME_ENDS)
  const house = 1 + (hash32(`house ${customer}`) % 180)
  const mailbox = `${firstName}.${lastName}.${customer}`.toLowerCase()
  return {
    firstName,
    lastName,
    email: `${mailbox}@${hashPick(`domain ${customer}`, DOMAINS)}`,
    phone:
      hash32(`phoned ${customer}`) % 2 === 0
        ? `+447700900${String(hash32(`phone ${customer}`) % 1000).padStart(3, '0')}`
        : null,
    address1: `${house} ${street} ${hashPick(`street end ${customer}`, STREET_ENDS)}`,
  }
}
