/**
 * The merchant's preferences and the setup guide's memory. In: a shop. Out: typed values.
 * Invariant: what the guide can see for itself (synced, checked) is never stored here.
 */
import type { Shop } from '#app/mirror/types.ts'
import { Preferences, SetupProgress } from './schema.ts'
import { findSetting, saveSetting } from './store.server.ts'

export async function preferences(shop: Shop): Promise<Preferences> {
  return findSetting(shop, 'preferences', Preferences)
}

export async function savePreferences(shop: Shop, wanted: Preferences): Promise<void> {
  await saveSetting(shop, 'preferences', wanted)
}

export async function setupProgress(shop: Shop): Promise<SetupProgress> {
  return findSetting(shop, 'setup', SetupProgress)
}

/** The guide stays away until it is asked for again. */
export async function dismissSetup(shop: Shop, dismissed: boolean): Promise<void> {
  await saveSetting(shop, 'setup', { ...(await setupProgress(shop)), dismissed })
}

/** The merchant has looked at the settings: the guide's last step. Writes only the first time. */
export async function settingsSeen(shop: Shop): Promise<void> {
  const progress = await setupProgress(shop)
  if (!progress.settingsSeen) await saveSetting(shop, 'setup', { ...progress, settingsSeen: true })
}
