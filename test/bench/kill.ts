/**
 * Kill −9 at random points of a full sync of the retail year: `npm run bench -- kill [--orders N] [--kills N] [--seed N]`.
 * Out: kills, and what differs afterwards between the shop and the mirror (all zero). Own embedded database, thrown away.
 */
import { parseArgs } from 'node:util'
import { ownDatabase } from './setup/own-database.ts'

const { values } = parseArgs({
  options: {
    orders: { type: 'string' },
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
})
const database = await ownDatabase('kill', { NODE_ENV: 'production', LOG_LEVEL: 'error' })
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const tell = (name: string, value: number, unit: string): void =>
  void process.stdout.write(`${name} ${value} ${unit}\n`)
try {
  const { closeQueue } = await import('#app/jobs/queue.server.ts')
  const { importUci } = await import('#test/devstore/shop/uci.ts')
  const { countBroken, installShop, totalsOfMirror, totalsOfStore } = await import('#test/sync/synced-shop.ts')
  const { syncWithKills } = await import('#test/sync/killed-sync.ts')
  const { state } = await importUci({
    asOf: new Date('2026-11-20T12:00:00Z'),
    ...(values.orders ? { orders: Number(values.orders) } : {}),
  })
  const synced = await installShop(state)
  const killed = await syncWithKills(synced.shop, {
    devStoreUrl: synced.devStore.url,
    kills: Number(values.kills),
    seed: Number(values.seed),
    mostMs: 5_000,
    onKill: (nth, point) => say(`kill ${nth}: ${point}`),
    onSynced: (run) => {
      for (const { key, rowsRead, rowsWritten, startedAt, finishedAt } of run.phases) {
        const seconds = startedAt && finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : 0
        say(`  ${key}: ${rowsRead} read, ${rowsWritten} written in ${seconds.toFixed(1)} s`)
      }
    },
  })
  const [ours, theirs, broken] = [
    await totalsOfMirror(synced.shop),
    totalsOfStore(state),
    await countBroken(synced.shop),
  ]
  tell('kills', killed.kills, 'kills')
  tell('syncs', killed.syncs, 'runs')
  for (const [name, value] of Object.entries(theirs))
    tell(`difference_${name}`, ours[name as keyof typeof ours] - value, 'rows')
  for (const [name, value] of Object.entries(broken)) tell(name, value, 'rows')
  await closeQueue()
  await synced.stop()
} finally {
  await database.stop()
}
