import { describe, expect, it } from 'vitest'
import { Preferences, PreferencesForm, SetupProgress } from '#app/tools/settings/schema.ts'
import { NEEDED_SCOPES, scopeStates } from '#app/tools/settings/scopes.ts'

describe('preferences', () => {
  it('have defaults, so an older document still reads', () => {
    expect(Preferences.parse({})).toEqual({ homePeriod: '30', compare: true })
    expect(SetupProgress.parse({ dismissed: true })).toEqual({ dismissed: true, settingsSeen: false })
  })

  it('come from a form as text; an unticked box is absent', () => {
    expect(PreferencesForm.parse({ homePeriod: '7', compare: 'true' })).toEqual({ homePeriod: '7', compare: true })
    expect(PreferencesForm.parse({ homePeriod: '7' })).toEqual({ homePeriod: '7', compare: false })
    expect(PreferencesForm.safeParse({ homePeriod: '8' }).success).toBe(false)
  })
})

describe('scopes', () => {
  it('are granted by name, and a write scope includes reading', () => {
    const states = scopeStates(['write_products', 'write_orders'])
    expect(states.filter((state) => state.granted).map((state) => state.scope)).toEqual([
      'write_products',
      'read_orders',
    ])
    expect(states).toHaveLength(NEEDED_SCOPES.length)
  })

  it('do not include writing when only reading was granted', () => {
    expect(scopeStates(['read_products']).find((state) => state.scope === 'write_products')?.granted).toBe(false)
    expect(scopeStates(['read_app_proxy']).find((state) => state.scope === 'write_app_proxy')?.granted).toBe(false)
  })
})
