/**
 * Where a merchant's mail server or endpoint may be. In: a host name that a merchant typed. Out: one of its public addresses, to be connected to as
 * it is, so that the name cannot mean another machine a moment later. Invariant: an address of this machine or of its own network is never given.
 */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** RFC 6890 and its registry: what is not the public internet. */
const PRIVATE: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
]

const blocked = new BlockList()
for (const [net, prefix] of PRIVATE) blocked.addSubnet(net, prefix, net.includes(':') ? 'ipv6' : 'ipv4')

/** Whether an IP address is outside of the public internet; a form of IPv4 inside IPv6 is the IPv4 address. */
export function isPrivateAddress(address: string): boolean {
  return blocked.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
}

/** 'private': one of its addresses is in a network of our own. Throws what the resolver throws for a name that is none. */
export async function publicAddressOf(host: string): Promise<{ address: string } | 'private'> {
  const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true })
  const [first] = found
  if (!first || found.some(({ address }) => isPrivateAddress(address))) return 'private'
  return { address: first.address }
}
