/**
 * The resource picker: a dialog of the admin in which the merchant chooses products or variants.
 * In: what the app asked for. Out: the chosen resources as Shopify describes them, or null when cancelled.
 * Invariant: never more than `multiple` allows; the dialog is modal, searchable and usable with the keyboard alone.
 */
import type { PickerRequest } from '../messages.ts'
import { button, server, text } from './wire.ts'

interface PickerVariant {
  id: string
  title: string
  displayName: string
}

interface PickerProduct {
  id: string
  title: string
  variants: PickerVariant[]
}

export function pick(request: PickerRequest): Promise<unknown[] | null> {
  const chosen = new Set(request.selectedIds)
  const known = new Map<string, PickerProduct>()
  const dialog = document.createElement('dialog')
  dialog.className = 'picker'
  const heading = document.createElement('h2')
  heading.id = 'picker-title'
  heading.textContent = text(request.type === 'product' ? 'pickProducts' : 'pickVariants')
  dialog.setAttribute('aria-labelledby', heading.id)

  const search = document.createElement('input')
  search.type = 'search'
  search.value = request.query
  search.setAttribute('aria-label', text('search'))
  search.placeholder = text('search')
  const list = document.createElement('ul')
  const most = request.multiple === true ? Infinity : request.multiple === false ? 1 : request.multiple

  const choose = (id: string, on: boolean) => {
    if (on && most === 1) chosen.clear()
    if (on && chosen.size < most) chosen.add(id)
    if (!on) chosen.delete(id)
    for (const box of list.querySelectorAll('input')) box.checked = chosen.has(box.value)
    done.disabled = chosen.size === 0 && request.action === 'add'
  }
  const box = (id: string, label: string) => {
    const input = document.createElement('input')
    input.type = 'checkbox'
    input.value = id
    input.checked = chosen.has(id)
    input.addEventListener('change', () => choose(id, input.checked))
    const wrapped = document.createElement('label')
    wrapped.append(input, ` ${label}`)
    return wrapped
  }
  const load = async () => {
    const found = await server(`/resources?query=${encodeURIComponent(search.value)}`)
    const products = Array.isArray(found) ? (found as PickerProduct[]) : []
    list.replaceChildren(
      ...products.map((product) => {
        known.set(product.id, product)
        const entry = document.createElement('li')
        if (request.type === 'product') entry.append(box(product.id, product.title))
        else {
          const name = document.createElement('strong')
          name.textContent = product.title
          const variants = document.createElement('ul')
          variants.append(
            ...product.variants.map((variant) => {
              const row = document.createElement('li')
              row.append(box(variant.id, variant.title))
              return row
            }),
          )
          entry.append(name, variants)
        }
        return entry
      }),
    )
    if (products.length === 0) list.textContent = text('nothingFound')
  }

  const result = (): unknown[] => {
    const products = [...known.values()]
    if (request.type === 'variant')
      return products.flatMap(({ variants }) => variants).filter(({ id }) => chosen.has(id))
    return products
      .filter(({ id }) => chosen.has(id))
      .map((product) => (request.variants ? product : { ...product, variants: [] }))
  }
  const done = button(text(request.action === 'add' ? 'add' : 'select'), 'primary', () => dialog.close('done'))
  done.disabled = chosen.size === 0 && request.action === 'add'
  const footer = document.createElement('footer')
  footer.append(
    button(text('cancel'), 'plain', () => dialog.close('')),
    done,
  )
  dialog.append(heading, search, list, footer)
  let typing = 0
  search.addEventListener('input', () => {
    window.clearTimeout(typing)
    typing = window.setTimeout(() => void load(), 150)
  })
  document.body.append(dialog)
  void load()
  dialog.showModal()
  search.focus()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'done' ? result() : null)
    })
  })
}
