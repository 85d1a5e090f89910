/**
 * A real SMTP server in the test's process. In: how it is to behave, which can change while it runs. Out: its port, and every message it was given.
 * Invariant: a message counts as taken when the server has said so, and only then.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setDatabaseUrl } from '#app/env.server.ts'
import { SMTPServer } from 'smtp-server'

export interface Taken {
  from: string
  to: string[]
  raw: string
  user: string | null
  encrypted: boolean
}

export interface Behaviour {
  /** replies to RCPT TO, e.g. 450 or 550 */
  recipient?: number
  /** replies to the message, e.g. 451 or 554; 'cut': ends the connection instead; 'late': answers after a moment */
  message?: number | 'cut' | 'late'
  /** ends the connection at MAIL FROM */
  cutEarly?: boolean
}

export interface MailServer {
  port: number
  behaviour: Behaviour
  taken: Taken[]
  /** messages whose last byte has arrived, whether they were taken or not */
  arrived: number
  close: () => Promise<void>
}

export interface ServerOptions {
  login?: { user: string; password: string }
  /** STARTTLS is offered with this certificate; without one, nothing is encrypted */
  certificate?: Certificate
}

export async function aMailServer({ login, certificate }: ServerOptions = {}): Promise<MailServer> {
  const made: Omit<MailServer, 'port' | 'close'> = { behaviour: {}, taken: [], arrived: 0 }
  const sockets = new Set<Socket>()
  const refusal = (code: number): Error => Object.assign(new Error(`${code} says the test`), { responseCode: code })
  const server = new SMTPServer({
    disabledCommands: [...(login ? [] : ['AUTH']), ...(certificate ? [] : ['STARTTLS'])],
    ...(certificate ? { key: certificate.key, cert: certificate.cert } : {}),
    authOptional: login === undefined,
    size: 5_000_000,
    onAuth: ({ username, password }, _session, done) =>
      username === login?.user && password === login?.password
        ? done(null, { user: username })
        : done(Object.assign(new Error('5.7.8 Authentication failed'), { responseCode: 535 })),
    onMailFrom: (_address, _session, done) => {
      if (made.behaviour.cutEarly) for (const socket of sockets) socket.destroy()
      else done()
    },
    onRcptTo: (_address, _session, done) =>
      made.behaviour.recipient === undefined ? done() : done(refusal(made.behaviour.recipient)),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        made.arrived += 1
        const { message } = made.behaviour
        if (message === 'cut') {
          for (const socket of sockets) socket.destroy()
          return
        }
        if (typeof message === 'number') return done(refusal(message))
        const take = (): void => {
          made.taken.push({
            from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
            to: session.envelope.rcptTo.map(({ address }) => address),
            raw: Buffer.concat(chunks).toString('utf8'),
            user: typeof session.user === 'string' ? session.user : null,
            encrypted: session.secure,
          })
          done()
        }
        if (message === 'late') setTimeout(take, 400)
        else take()
      })
    },
  })
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.server.address() as AddressInfo
  return Object.assign(made, {
    port,
    close: () =>
      new Promise<void>((done) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => done())
      }),
  })
}

/** The installation's mail server is this one, or (null) there is none. */
export function installMail(port: number | null, options: { privateServers?: boolean } = {}): void {
  delete process.env['SMTP_URL']
  delete process.env['SMTP_FROM']
  delete process.env['SMTP_PRIVATE']
  if (port !== null) {
    process.env['SMTP_URL'] = `smtp://127.0.0.1:${port}?tls=none`
    process.env['SMTP_FROM'] = 'mail@tradewind.example'
  }
  if (options.privateServers) process.env['SMTP_PRIVATE'] = 'true'
  // The environment is read once; naming the same database makes it be read again.
  setDatabaseUrl(process.env['DATABASE_URL'] ?? '')
}

export interface Certificate {
  key: string
  cert: string
}

/** Made for `localhost`, by nobody that anybody trusts. */
export function aCertificate(): Certificate {
  const dir = mkdtempSync(join(tmpdir(), 'tradewind-certificate-'))
  try {
    const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')]
    const what = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost']
    const names = ['-addext', 'subjectAltName=DNS:localhost']
    execFileSync('openssl', ['req', '-x509', ...what, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
