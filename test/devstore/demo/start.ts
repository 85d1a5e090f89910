/**
 * The whole product on one machine: embedded PostgreSQL, the dev store, and the app as its own process.
 * In: a shop in memory. Out: addresses, the database, and a stop that leaves nothing running.
 * Invariant: the app is the production build with the production entry; only its preload knows that Shopify is near.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { freePort, startEmbedded, type EmbeddedDatabase } from '#app/db/embedded.server.ts'
import { migrate } from '#app/db/migrate.server.ts'
import { startCarrierServices, type CarrierServices } from '../carriers/services.ts'
import { readAppConfig } from '../http/app-config.ts'
import { startDevStore, type DevStore, type DevStoreOptions } from '../http/dev-store.ts'
import type { ShopState } from '../model.ts'
import { storefrontUrl } from '../storefront/address.ts'
import { startFlags } from '../../start-flags.ts'
import { buildApp, root } from './build.ts'

export interface DemoOptions {
  state: ShopState
  /** everything the demo writes; emptied at the start unless `keep` */
  dir?: string
  keep?: boolean
  /** the stand-in admin's port; 0 = any */
  port?: number
  role?: 'all' | 'web' | 'worker'
  /** a migrated, empty database of the caller's; without it one is started, and stopped with the demo */
  databaseUrl?: string
  devStore?: Partial<DevStoreOptions>
  env?: Record<string, string>
  /** told what is being done, for people who wait */
  onStep?: (text: string) => void
}

export interface Demo {
  devStore: DevStore
  /** 17TRACK and AfterShip; their keys are in it */
  carriers: CarrierServices
  /** where the app's own server listens (the browser goes through devStore.frameUrl) */
  appUrl: string
  adminUrl: string
  controlUrl: string
  storefrontUrl: string
  databaseUrl: string
  /** the app's log: JSON lines */
  logFile: string
  metricsToken: string
  db: pg.Pool
  app: ChildProcess
  stop: () => Promise<void>
}

/** Starts everything; the app is not yet installed (`demo.devStore.install()` does that). */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const say = options.onStep ?? (() => undefined)
  const dir = resolve(options.dir ?? join(root, '.data/demo'))
  if (!options.keep) await rm(dir, { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  const secrets = await ownSecrets(dir)
  const config = await readAppConfig(join(root, 'shopify.app.toml'))

  say('building the app')
  await buildApp()
  say('starting PostgreSQL')
  const database =
    options.databaseUrl === undefined
      ? await ownDatabase(dir)
      : { url: options.databaseUrl, stop: async () => undefined }

  const appPort = await freePort()
  const devStore = await startDevStore({
    states: [options.state],
    apiKey: secrets.SHOPIFY_API_KEY,
    apiSecret: secrets.SHOPIFY_API_SECRET,
    scopes: config.scopes,
    webhookSubscriptions: config.webhookSubscriptions,
    appProxy: config.appProxy,
    metaobjects: config.metaobjects,
    appUrl: `http://127.0.0.1:${appPort}`,
    port: options.port ?? 0,
    // Eight retries over four hours, told in a few minutes.
    retryTimeScale: 1 / 60,
    ...options.devStore,
  })

  const carriers = await startCarrierServices()
  carriers.invents = true

  say('starting the app')
  const logFile = join(dir, 'app.log')
  const app = spawn(
    process.execPath,
    [...startFlags(), '--import', join(root, 'test/devstore/preload.ts'), join(root, 'app/main.server.ts')],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...secrets,
        NODE_ENV: 'production',
        ROLE: options.role ?? 'all',
        HOST_BIND: '127.0.0.1',
        PORT: String(appPort),
        DATABASE_URL: database.url,
        SHOPIFY_APP_URL: devStore.frameUrl,
        APP_BRIDGE_URL: `${devStore.url}/app-bridge.js`,
        DEVSTORE_URL: devStore.url,
        CARRIER_SERVICES_URL: carriers.url,
        ENDPOINT_PRIVATE: 'true',
        ...options.env,
      },
    },
  )
  const log = createWriteStream(logFile, { flags: 'a' })
  app.stdout?.pipe(log, { end: false })
  app.stderr?.pipe(log, { end: false })
  const appUrl = `http://127.0.0.1:${appPort}`
  const db = new pg.Pool({ connectionString: database.url, max: 2 })
  db.on('error', () => undefined)

  const stop = async (): Promise<void> => {
    await db.end()
    await stopChild(app)
    await devStore.stop()
    await carriers.stop()
    await database.stop()
    log.end()
  }
  try {
    await answers(`${appUrl}/readyz`, app, logFile)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    devStore,
    carriers,
    appUrl,
    adminUrl: `${devStore.url}/store/${devStore.shopDomain.split('.')[0] ?? ''}/apps/tradewind`,
    controlUrl: `${devStore.url}/control`,
    storefrontUrl: storefrontUrl(devStore.url, devStore.shopDomain),
    databaseUrl: database.url,
    logFile,
    metricsToken: secrets.METRICS_TOKEN,
    db,
    app,
    stop,
  }
}

async function ownDatabase(dir: string): Promise<EmbeddedDatabase> {
  const database = await startEmbedded(dir)
  await migrate(database.url, { cwd: root })
  return database
}

type Secrets = Record<'SHOPIFY_API_KEY' | 'SHOPIFY_API_SECRET' | 'TOKEN_KEYS' | 'LOOKUP_KEY' | 'METRICS_TOKEN', string>

/** The demo makes its own keys once per folder, so that what it stored stays readable. */
async function ownSecrets(dir: string): Promise<Secrets> {
  const file = join(dir, 'secrets.json')
  const kept = await readFile(file, 'utf8').catch(() => null)
  if (kept !== null) return JSON.parse(kept) as Secrets
  const made: Secrets = {
    SHOPIFY_API_KEY: randomBytes(16).toString('hex'),
    SHOPIFY_API_SECRET: randomBytes(24).toString('hex'),
    TOKEN_KEYS: `demo:${randomBytes(32).toString('base64')}`,
    LOOKUP_KEY: randomBytes(32).toString('hex'),
    METRICS_TOKEN: randomBytes(16).toString('hex'),
  }
  await writeFile(file, JSON.stringify(made), { mode: 0o600 })
  return made
}

async function answers(url: string, app: ChildProcess, logFile: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (app.exitCode !== null) break
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    )
    if (ok) return
    await new Promise((done) => setTimeout(done, 100))
  }
  const tail = (await readFile(logFile, 'utf8').catch(() => '')).split('\n').slice(-20).join('\n')
  throw new Error(`The app did not start. The end of ${logFile}:\n${tail}`)
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), 25_000)
  await gone
  clearTimeout(killer)
}
