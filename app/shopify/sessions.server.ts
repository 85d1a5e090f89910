/**
 * Shopify's session storage on our `session` table, tokens encrypted.
 * In and out: the library's Session. Invariant: no token is stored in clear, and no online session at all (those carry a person's
 * name and e-mail). Shopify's own Prisma storage needs the classic Prisma client and knows no encryption, hence this one.
 */
import { Session } from '@shopify/shopify-api'
import type { SessionStorage } from '@shopify/shopify-app-session-storage'
import { prisma } from '#app/db/client.server.ts'
import { log } from '#app/log.server.ts'
import { tokenCipher } from './secrets.server.ts'
import { tokenPlace, type TokenField } from './token-store.server.ts'

export class EncryptedSessionStorage implements SessionStorage {
  async storeSession(session: Session): Promise<boolean> {
    if (session.isOnline) throw new Error('online sessions are not stored: they carry personal data')
    const seal = (token: string | undefined, field: TokenField) =>
      token ? tokenCipher().encrypt(token, tokenPlace(field, session.id)) : null
    const row = {
      shop: session.shop,
      state: session.state,
      isOnline: false,
      scope: session.scope ?? null,
      expires: session.expires ?? null,
      // An empty token is how the library says that it must be asked for again.
      accessToken: seal(session.accessToken, 'accessToken') ?? '',
      refreshToken: seal(session.refreshToken, 'refreshToken'),
      refreshTokenExpires: session.refreshTokenExpires ?? null,
    }
    await prisma().session.upsert({ where: { id: session.id }, create: { id: session.id, ...row }, update: row })
    return true
  }

  async loadSession(id: string): Promise<Session | undefined> {
    const row = await prisma().session.findUnique({ where: { id } })
    if (!row) return undefined
    try {
      return toSession(row)
    } catch (error) {
      // Keys were lost or the row was tampered with. Without a session the library asks Shopify for a new token.
      log.error({ err: error, session: id }, 'a stored token does not open')
      return undefined
    }
  }

  async deleteSession(id: string): Promise<boolean> {
    return this.deleteSessions([id])
  }

  async deleteSessions(ids: string[]): Promise<boolean> {
    await prisma().session.deleteMany({ where: { id: { in: ids } } })
    return true
  }

  async findSessionsByShop(shop: string): Promise<Session[]> {
    const rows = await prisma().session.findMany({ where: { shop } })
    return rows.map(toSession)
  }
}

type SessionRow = Awaited<ReturnType<ReturnType<typeof prisma>['session']['findMany']>>[number]

function toSession(row: SessionRow): Session {
  const open = (box: string | null, field: TokenField) =>
    box ? tokenCipher().decrypt(box, tokenPlace(field, row.id)) : undefined
  return new Session({
    id: row.id,
    shop: row.shop,
    state: row.state,
    isOnline: row.isOnline,
    scope: row.scope ?? undefined,
    expires: row.expires ?? undefined,
    accessToken: open(row.accessToken, 'accessToken'),
    refreshToken: open(row.refreshToken, 'refreshToken'),
    refreshTokenExpires: row.refreshTokenExpires ?? undefined,
  })
}
