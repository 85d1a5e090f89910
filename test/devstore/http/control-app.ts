/**
 * What can be made to happen to the app's installation, the shop's time and the dev store's faults.
 * In: form fields. Out: calls of the dev store. Invariant: what Shopify would tell the app about is sent as a webhook.
 */
import { z } from 'zod'
import { runOperation } from '../shop/operations.ts'
import { COMPLIANCE_TOPICS, isComplianceTopic } from './compliance.ts'
import type { DevStoreContext } from './context.ts'
import type { Implemented } from './control-operation.ts'
import { NO_FAULTS, setFaults, type Faults } from './faults.ts'
import { BadRequest } from './message.ts'
import { chooseOrder } from './random-shop.ts'

export function appOperations(context: DevStoreContext): Implemented[] {
  const group = 'The app and time'
  return [
    {
      name: 'clock',
      group,
      label: 'Advance the clock',
      fields: [
        { name: 'days', label: 'Days', type: 'number', value: '1' },
        { name: 'hours', label: 'Hours', type: 'number', value: '0' },
      ],
      run: ({ state }, fields) => {
        const amount = (name: string) =>
          z.coerce
            .number()
            .min(0)
            .parse(fields(name) || '0')
        const events = runOperation(state, 'advanceClock', { days: amount('days'), hours: amount('hours') })
        return { done: `It is ${state.now().toISOString()} in the shop.`, events }
      },
    },
    {
      name: 'uninstall',
      group,
      label: 'Uninstall the app',
      fields: [],
      run: (shop) => {
        context.uninstall(shop.domain)
        return { done: 'Uninstalled: the tokens are revoked and app/uninstalled is on its way.' }
      },
    },
    {
      name: 'reinstall',
      group,
      label: 'Install and open the app',
      fields: [],
      run: async (shop) => {
        const { status, ms } = await context.install(shop.domain)
        return { done: `Installed; the app answered ${status} in ${ms} ms.`, more: { status, ms } }
      },
    },
    {
      name: 'scopes',
      group,
      label: 'Change granted scopes',
      fields: [
        { name: 'scopes', label: 'Scopes, separated by commas', type: 'text', value: context.app.scopes.join(',') },
      ],
      run: (shop, fields) => {
        context.setScopes(
          fields('scopes')
            .split(',')
            .map((scope) => scope.trim())
            .filter(Boolean),
          shop.domain,
        )
        return { done: `Granted: ${shop.scopes.join(', ')}.` }
      },
    },
    {
      name: 'expire-token',
      group,
      label: 'Expire the access tokens',
      fields: [],
      run: (shop) => ({
        done: `${context.tokens.expireAccess(shop.domain)} access tokens expired; refresh tokens stay good.`,
      }),
    },
    {
      name: 'compliance',
      group,
      label: 'Send privacy webhook',
      fields: [
        { name: 'topic', label: 'Topic', type: 'text', options: COMPLIANCE_TOPICS },
        { name: 'customer', label: "Customer id (empty: the newest order's)", type: 'text' },
      ],
      run: (shop, fields) => {
        const topic = fields('topic')
        if (!isComplianceTopic(topic)) throw new BadRequest(`The privacy topics are ${COMPLIANCE_TOPICS.join(', ')}.`)
        const customer =
          topic === 'shop/redact'
            ? null
            : fields('customer') ||
              chooseOrder(shop.state, '', ({ customerId }) => customerId !== null, 'of a known customer').customerId
        context.sendCompliance(topic, customer, shop.domain)
        return { done: `${topic} is on its way.`, more: { customer } }
      },
    },
  ]
}

const FAULTS: Record<keyof Faults, string> = {
  seed: 'Seed of chance',
  duplicateRate: 'Webhooks sent twice (share, 0 to 1)',
  reorderRate: 'Webhooks overtaken by later ones (share)',
  dropRate: 'Webhooks never sent (share)',
  tamperRate: 'Webhooks altered on the way (share)',
  delayRate: 'Webhooks that come late (share)',
  delayMs: 'How late, in milliseconds',
  throttleNext: 'Admin API: throttle the next n requests',
  failNext: 'Admin API: fail the next n requests',
  failStatus: 'Status of a failed request (0: connection cut)',
  cutDownloads: 'Bulk results: cut the next n downloads',
  failBulkAfterLines: 'Bulk operations: fail after n lines (0: never)',
  bulkLinesPerSecond: 'Bulk operations: n lines per second (0: full speed)',
}

export function faultOperations(context: DevStoreContext): Implemented[] {
  const names = Object.keys(NO_FAULTS) as (keyof Faults)[]
  return [
    {
      name: 'faults',
      group: 'Faults',
      label: 'Set faults',
      fields: names.map((name) => ({ name, label: FAULTS[name], type: 'number', value: String(NO_FAULTS[name]) })),
      run: (_, fields) => {
        const given = names.filter((name) => fields(name) !== '')
        setFaults(context.faults, Object.fromEntries(given.map((name) => [name, Number(fields(name))])))
        return { done: 'The faults are set.', more: { faults: context.faults } }
      },
    },
    {
      name: 'no-faults',
      group: 'Faults',
      label: 'No faults',
      fields: [],
      run: () => {
        setFaults(context.faults, NO_FAULTS)
        return { done: 'Everything works as it should.' }
      },
    },
  ]
}
