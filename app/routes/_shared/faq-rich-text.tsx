/**
 * The field of an answer: bold, italic, headings, lists, links, and values that are filled in per market. In: HTML with `{{placeholders}}`. Out: the
 * same. Loaded by itself (default export), only where an answer is edited. Invariant: what the toolbar cannot make, the field does not keep; every
 * button is a key away too.
 */
import { mergeAttributes, Node, nodeInputRule } from '@tiptap/core'
import { EditorContent, useEditor, useEditorState, type Editor } from '@tiptap/react'
import StarterKit from '@tiptap/starter-kit'
import { ActionList, BlockStack, Button, Modal, Popover, TextField, Tooltip } from '@shopify/polaris'
import {
  LinkIcon,
  ListBulletedIcon,
  ListNumberedIcon,
  RedoIcon,
  TextBoldIcon,
  TextItalicIcon,
  TextTitleIcon,
  UndoIcon,
} from '@shopify/polaris-icons'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { safeAddress } from '#app/tools/faq/entries/links.ts'
import { PLACEHOLDERS, type PlaceholderName } from '#app/tools/faq/placeholders/parse.ts'

const NAMES = Object.keys(PLACEHOLDERS) as PlaceholderName[]
const KNOWN = new RegExp(`\\{\\{\\s*(${NAMES.join('|')})\\s*\\}\\}`, 'g')

/** `{{return_window}}` in the text is one thing in the field: it is put in, moved and deleted whole. */
function toField(html: string): string {
  return html.replace(KNOWN, '<span data-value="$1"></span>')
}

function fromField(html: string): string {
  const plain = html.replace(/<span[^>]*\bdata-value="(\w+)"[^>]*>.*?<\/span>/g, '{{$1}}')
  return plain === '<p></p>' ? '' : plain
}

function valueNode(nameOf: (name: string) => string): Node {
  return Node.create({
    name: 'value',
    group: 'inline',
    inline: true,
    atom: true,
    selectable: true,
    addAttributes: () => ({
      name: {
        default: '',
        parseHTML: (element) => element.getAttribute('data-value'),
        renderHTML: ({ name }) => ({ 'data-value': String(name) }),
      },
    }),
    parseHTML: () => [{ tag: 'span[data-value]' }],
    renderHTML: ({ node, HTMLAttributes }) => [
      'span',
      mergeAttributes({ class: 'faq-value' }, HTMLAttributes),
      nameOf(String(node.attrs['name'])),
    ],
    renderText: ({ node }) => `{{${String(node.attrs['name'])}}}`,
    addInputRules() {
      return [
        nodeInputRule({
          // Without a group: the rule would replace only what the group holds, and leave the braces.
          find: new RegExp(`\\{\\{\\s*(?:${NAMES.join('|')})\\s*\\}\\}$`),
          type: this.type,
          getAttributes: (match) => ({ name: match[0].replace(/[{}\s]/g, '') }),
        }),
      ]
    },
  })
}

export interface RichTextProps {
  label: string
  /** the language it is written in, for spelling and direction */
  language: string
  value: string
  onChange: (html: string) => void
  error: string | undefined
}

export default function RichText({ label, language, value, onChange, error }: RichTextProps) {
  const { t } = useTranslation()
  const extensions = useMemo(
    () => [
      StarterKit.configure({
        heading: { levels: [3, 4] },
        code: false,
        codeBlock: false,
        horizontalRule: false,
        link: {
          openOnClick: false,
          autolink: true,
          defaultProtocol: 'https',
          isAllowedUri: (address) => safeAddress(address) !== null,
        },
      }),
      valueNode((name) => t(`faqEditor.value.${name}`)),
    ],
    [t],
  )
  const editor = useEditor({
    extensions,
    content: toField(value),
    immediatelyRender: false,
    editorProps: {
      attributes: {
        class: 'faq-answer-field',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': label,
        lang: language,
        dir: 'auto',
        ...(error === undefined ? {} : { 'aria-invalid': 'true' }),
      },
    },
    onUpdate: ({ editor: now }) => onChange(fromField(now.getHTML())),
  })
  useEffect(() => {
    // The attributes above are read once; what is refused comes later.
    editor?.view.dom.setAttribute('aria-invalid', String(error !== undefined))
  }, [editor, error])
  if (!editor) return <div className="faq-answer-room" />
  return (
    <div className="faq-answer-room">
      <Toolbar editor={editor} label={label} />
      <EditorContent editor={editor} />
    </div>
  )
}

function Toolbar({ editor, label }: { editor: Editor; label: string }) {
  const { t } = useTranslation()
  const [linking, setLinking] = useState<string | null>(null)
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now.isActive('bold'),
      italic: now.isActive('italic'),
      h3: now.isActive('heading', { level: 3 }),
      h4: now.isActive('heading', { level: 4 }),
      bullets: now.isActive('bulletList'),
      numbers: now.isActive('orderedList'),
      link: now.isActive('link'),
      canUndo: now.can().undo(),
      canRedo: now.can().redo(),
    }),
  })
  const focused = () => editor.chain().focus()
  const buttons = [
    { key: 'bold', icon: TextBoldIcon, pressed: active.bold, run: () => focused().toggleBold().run() },
    { key: 'italic', icon: TextItalicIcon, pressed: active.italic, run: () => focused().toggleItalic().run() },
    {
      key: 'h3',
      icon: TextTitleIcon,
      pressed: active.h3,
      run: () => focused().toggleHeading({ level: 3 }).run(),
    },
    { key: 'h4', text: 'H4', pressed: active.h4, run: () => focused().toggleHeading({ level: 4 }).run() },
    { key: 'bullets', icon: ListBulletedIcon, pressed: active.bullets, run: () => focused().toggleBulletList().run() },
    { key: 'numbers', icon: ListNumberedIcon, pressed: active.numbers, run: () => focused().toggleOrderedList().run() },
    {
      key: 'link',
      icon: LinkIcon,
      pressed: active.link,
      run: () => setLinking(String(editor.getAttributes('link')['href'] ?? '')),
    },
    { key: 'undo', icon: UndoIcon, disabled: !active.canUndo, run: () => focused().undo().run() },
    { key: 'redo', icon: RedoIcon, disabled: !active.canRedo, run: () => focused().redo().run() },
  ]
  return (
    <div className="faq-toolbar" role="toolbar" aria-label={t('faqEditor.toolbar.label', { field: label })}>
      {buttons.map(({ key, icon, text, pressed, disabled, run }) => (
        <Tooltip key={key} content={t(`faqEditor.toolbar.${key}`)} dismissOnMouseOut>
          <Button
            size="slim"
            variant="tertiary"
            accessibilityLabel={t(`faqEditor.toolbar.${key}`)}
            disabled={disabled ?? false}
            {...(icon ? { icon } : {})}
            {...(pressed === undefined ? {} : { pressed })}
            onClick={run}
          >
            {text ?? ''}
          </Button>
        </Tooltip>
      ))}
      <ValueMenu onPick={(name) => focused().insertContent({ type: 'value', attrs: { name } }).run()} />
      {linking !== null && (
        <LinkModal
          address={linking}
          onClose={() => setLinking(null)}
          onSet={(href) => {
            setLinking(null)
            if (href === '') focused().extendMarkRange('link').unsetLink().run()
            else if (editor.state.selection.empty && !active.link)
              focused()
                .insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] })
                .run()
            else focused().extendMarkRange('link').setLink({ href }).run()
          }}
        />
      )}
    </div>
  )
}

/** Values of the shop's settings that can stand in an answer. */
function ValueMenu({ onPick }: { onPick: (name: PlaceholderName) => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <Popover
      active={open}
      onClose={() => setOpen(false)}
      autofocusTarget="first-node"
      activator={
        <Button size="slim" disclosure onClick={() => setOpen((now) => !now)}>
          {t('faqEditor.toolbar.value')}
        </Button>
      }
    >
      <ActionList
        actionRole="menuitem"
        items={NAMES.map((name) => ({
          content: t(`faqEditor.value.${name}`),
          helpText: t(`faqEditor.valueWhat.${name}`),
          onAction: () => {
            setOpen(false)
            onPick(name)
          },
        }))}
      />
    </Popover>
  )
}

function LinkModal({
  address,
  onClose,
  onSet,
}: {
  address: string
  onClose: () => void
  onSet: (href: string) => void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(address)
  const [tried, setTried] = useState(false)
  const given = text.trim()
  const href = given === '' ? '' : (safeAddress(given) ?? safeAddress(`https://${given}`))
  const save = (): void => {
    setTried(true)
    if (href !== null) onSet(href)
  }
  return (
    <Modal
      open
      onClose={onClose}
      title={t('faqEditor.link.title')}
      primaryAction={{ content: t('faqEditor.link.save'), onAction: save }}
      secondaryActions={[
        ...(address === '' ? [] : [{ content: t('faqEditor.link.remove'), onAction: () => onSet('') }]),
        { content: t('faq.cancel'), onAction: onClose },
      ]}
    >
      <Modal.Section>
        <BlockStack>
          <TextField
            label={t('faqEditor.link.address')}
            helpText={t('faqEditor.link.help')}
            value={text}
            onChange={setText}
            autoComplete="off"
            inputMode="url"
            {...(tried && href === null ? { error: t('faqEditor.link.refused') } : {})}
          />
        </BlockStack>
      </Modal.Section>
    </Modal>
  )
}
