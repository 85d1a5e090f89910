/**
 * A message as bytes (RFC 5322, MIME). In: who, to whom, words, files. Out: the whole message, in any language. Invariant: nothing in it is read
 * from a file or an address of ours, and a line break in a name or subject cannot become a header.
 */
import MailComposer from 'nodemailer/lib/mail-composer'

export interface Sender {
  name: string
  address: string
}

export interface MessageFile {
  name: string
  type: string
  bytes: Uint8Array
}

export interface NewMessage {
  /** the same message has the same id, however often it is sent: mailboxes know it again */
  messageId: string
  /** null: whoever opens the file sends it */
  from: Sender | null
  replyTo: string | null
  to: readonly string[]
  cc: readonly string[]
  subject: string
  text: string
  files: readonly MessageFile[]
  at: Date
  /** made by a machine for nobody in particular: holiday answers stay away (RFC 3834) */
  automatic?: boolean
  /** to be opened in a mail program as something not sent yet */
  unsent?: boolean
}

export async function composeMessage(message: NewMessage): Promise<Buffer> {
  const { from, replyTo, cc, files, automatic, unsent } = message
  return new MailComposer({
    messageId: `<${message.messageId}>`,
    ...(from ? { from } : {}),
    ...(replyTo ? { replyTo } : {}),
    to: [...message.to],
    ...(cc.length > 0 ? { cc: [...cc] } : {}),
    subject: message.subject,
    text: message.text,
    date: message.at,
    headers: { ...(automatic ? { 'Auto-Submitted': 'auto-generated' } : {}), ...(unsent ? { 'X-Unsent': '1' } : {}) },
    attachments: files.map(({ name, type, bytes }) => ({
      filename: name,
      contentType: type,
      content: Buffer.from(bytes),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
}
