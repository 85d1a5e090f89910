/**
 * Shopify Flow's door: triggers that an app fires. In: a handle and a payload. Out: nothing, or userErrors; what came is remembered for the control page.
 * Invariant: only triggers of the app's extensions are taken, with the fields that these declare.
 */
import { flowTriggers, payloadProblems } from '../../shop/flow-triggers.ts'
import { toInstant } from '../../shop/empty.ts'
import { fieldsOf, type TypeFields, type UserError } from '../engine.ts'

const MOST_BYTES = 50_000
const MOST_REMEMBERED = 1_000

interface FlowPayload {
  userErrors: UserError[]
}

const refused = (field: string, message: string): FlowPayload => ({ userErrors: [{ field: [field], message }] })

export const flowMutations = fieldsOf<null>({
  flowTriggerReceive: (_, args, { state }): FlowPayload => {
    const handle = String(args['handle'] ?? '')
    const fields = flowTriggers().get(handle)
    if (!fields) return refused('handle', `Invalid handle '${handle}'.`)
    const { payload } = args
    if (payload === null || typeof payload !== 'object' || Array.isArray(payload))
      return refused('payload', 'Payload must be a JSON object.')
    if (JSON.stringify(payload).length > MOST_BYTES)
      return refused('payload', 'Properties size exceeds the limit of 50000 bytes.')
    const problems = payloadProblems(fields, payload as Record<string, unknown>)
    if (problems.length > 0) return refused('payload', `Errors validating schema: ${problems.join(', ')}.`)
    state.flowTriggers.push({ handle, payload: payload as Record<string, unknown>, at: toInstant(state.now()) })
    if (state.flowTriggers.length > MOST_REMEMBERED) state.flowTriggers.shift()
    return { userErrors: [] }
  },
})

export const flowPayloads: Record<string, TypeFields> = {
  FlowTriggerReceivePayload: fieldsOf<FlowPayload>({ userErrors: ({ userErrors }) => userErrors }),
}
