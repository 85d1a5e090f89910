/**
 * Where a browser on this machine finds a shop's storefront. In: the dev store's address, the shop's domain. Out: an origin.
 * Invariant: it is the shop's own host name under localhost, which every browser resolves to this machine.
 */
export function storefrontUrl(devStoreUrl: string, domain: string): string {
  const url = new URL(devStoreUrl)
  url.hostname = `${domain.replace(/\.myshopify\.com$/, '')}.localhost`
  return url.origin
}
