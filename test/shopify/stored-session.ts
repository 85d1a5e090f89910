/** Puts a session into the table the way the library would. In: a domain and what differs. Invariant: goes through the real storage. */
import { Session } from '@shopify/shopify-api'
import { EncryptedSessionStorage } from '#app/shopify/sessions.server.ts'

export const HOUR_MS = 3_600_000

export async function storeSession(
  domain: string,
  given: Partial<ConstructorParameters<typeof Session>[0]> = {},
): Promise<void> {
  await new EncryptedSessionStorage().storeSession(
    new Session({
      id: `offline_${domain}`,
      shop: domain,
      state: '',
      isOnline: false,
      scope: 'read_products,read_orders',
      accessToken: 'shpat_first',
      expires: new Date(Date.now() + HOUR_MS),
      refreshToken: 'shprt_first',
      refreshTokenExpires: new Date(Date.now() + 90 * 24 * HOUR_MS),
      ...given,
    }),
  )
}
