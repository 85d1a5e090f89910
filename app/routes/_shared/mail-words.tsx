/** How mail that cannot be sent reads. In: an action's answer. Out: sentences that say what to do, at their fields and as a whole. */
import { useTranslation } from 'react-i18next'
import type { ActionAnswer } from './action-answer.ts'

type Refused = ActionAnswer & { ok: false }

/** The words of a refused field; undefined when it was not refused. Fields of lists are their list's. */
export function useMailField(said: ActionAnswer | undefined): (name: string) => string | undefined {
  const { t, i18n } = useTranslation()
  return (name) => {
    if (said?.ok !== false) return undefined
    const refused = said.fields.find(({ path }) => path[0] === name)
    if (!refused) return undefined
    const key = [`mail.refused.${refused.message}`, `reorderMail.refused.${refused.message}`].find((each) =>
      i18n.exists(each),
    )
    return t(key ?? 'mail.refused.other')
  }
}

/** What was refused as a whole, with the server's own words behind it. */
export function useMailRefusal(): (answer: Refused) => string {
  const { t, i18n } = useTranslation()
  return ({ code, fields }) => {
    const why = fields.find((field) => field.code && i18n.exists(field.code))
    if (why?.code) {
      const words = why.path[0] === 'test' && why.message !== '' ? ` ${t('mail.said', { words: why.message })}` : ''
      return `${t(why.code)}${words}`
    }
    if (fields.some(({ code: found }) => found === 'mail_moved')) return t('reorderMail.mail_moved')
    if (fields.some(({ code: found }) => found === 'wrong_state')) return t('reorderMail.wrongState')
    if (fields.length > 0) return t('mail.settings.check')
    return t(i18n.exists(`error.${code}.advice`) ? `error.${code}.advice` : 'error.unexpected.advice')
  }
}
