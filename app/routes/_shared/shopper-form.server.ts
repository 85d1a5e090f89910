/**
 * What a shopper's browser sends through the app proxy. In: a request. Out: its fields as texts, the languages it speaks, its network address.
 * Invariant: no more than so many bytes are read, whatever the request says of its length; a field sent twice counts once.
 */
export type ShopperForm = { ok: true; fields: Record<string, string> } | { ok: false; why: 'too_large' | 'unreadable' }

/** Fields of the body over those of the address; forms, multipart and JSON alike. */
export async function readShopperForm(request: Request, mostBytes: number): Promise<ShopperForm> {
  const fields = Object.fromEntries(new URL(request.url).searchParams)
  const type = request.headers.get('content-type') ?? ''
  const bytes = await readBytes(request, mostBytes)
  if (bytes === null) return { ok: false, why: 'too_large' }
  if (bytes.length === 0) return { ok: true, fields }
  try {
    const sent = /^application\/json\b/i.test(type)
      ? textsOf(JSON.parse(new TextDecoder().decode(bytes)))
      : textsOf(Object.fromEntries(await new Response(bytes, { headers: { 'content-type': type } }).formData()))
    return { ok: true, fields: { ...fields, ...sent } }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return { ok: false, why: 'unreadable' }
    throw error
  }
}

function textsOf(value: unknown): Record<string, string> {
  if (value === null || typeof value !== 'object') return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      if (typeof field === 'string') return [[name, field]]
      return typeof field === 'number' || typeof field === 'boolean' ? [[name, String(field)]] : []
    }),
  )
}

async function readBytes(request: Request, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(request.headers.get('content-length') ?? 0) > most) return null
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = request.body?.getReader()
  for (;;) {
    const part = await reader?.read()
    if (!part || part.done) break
    length += part.value.byteLength
    if (length > most) {
      await reader?.cancel()
      return null
    }
    chunks.push(part.value)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** Where the request comes from, as Shopify passes it on. */
export function addressOf(request: Request): string {
  return (request.headers.get('x-forwarded-for') ?? '').split(',')[0]?.trim() ?? ''
}

/** What the browser prefers; null: it does not say. */
export function acceptedLanguage(request: Request): string | null {
  const first = (request.headers.get('accept-language') ?? '').split(',')[0]?.split(';')[0]?.trim() ?? ''
  return first === '' || first === '*' ? null : first
}

export function wantsJson(request: Request): boolean {
  return /\bapplication\/json\b/.test(request.headers.get('accept') ?? '')
}

/** Inside the theme: Shopify renders it as Liquid, in the shop's own layout. */
export function themePage(html: string, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(html, {
    status,
    headers: { 'content-type': 'application/liquid; charset=utf-8', 'cache-control': 'no-store', ...headers },
  })
}

export function shopperJson(body: object, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
