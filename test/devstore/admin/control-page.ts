/**
 * The control page: everything that can be made to happen in a shop, as plain forms.
 * In: the dev store, one shop, the operations. Out: HTML. Invariant: each form posts to /control/api/<operation>; with
 * the script the page stays and is refreshed, without it the answer is shown as JSON.
 */
import type { ControlField } from '../http/control-operation.ts'
import type { Control } from '../http/control.ts'
import type { DevStoreContext } from '../http/context.ts'
import type { Installation } from '../http/installation.ts'
import { document } from './frame-page.ts'
import { html, type Html } from './html.ts'
import { storefrontLinks } from './theme-editor.ts'

export function controlPage(context: DevStoreContext, control: Control, shop: Installation): string {
  const groups = [...new Set(control.operations.map(({ group }) => group))]
  return document(
    'en',
    `Control page · ${shop.state.shop.name}`,
    html`
      <main class="plain-page" id="control" data-shop="${shop.handle}">
        <h1>Control page</h1>
        <p>
          ${context
            .shops()
            .map(
              (other) =>
                html`<a href="/control?shop=${other.handle}" ${other === shop ? html`aria-current="page"` : ''}
                  >${other.state.shop.name}</a
                > `,
            )}
          · <a href="/store/${shop.handle}/apps/${context.app.appHandle}">Open ${context.app.appName}</a> ·
          <a href="/">All shops</a>
        </p>
        ${storefrontLinks(context, shop)}
        <dl class="counts" id="counts"></dl>
        <div id="outcome" role="status" aria-live="polite">Ready.</div>
        <div class="cards">
          ${groups.map(
            (group) => html`
              <section class="card" aria-label="${group}">
                <h2>${group}</h2>
                ${control.operations
                  .filter((operation) => operation.group === group)
                  .map(
                    (operation) => html`
                      <form method="post" action="/control/api/${operation.name}">
                        <input type="hidden" name="shop" value="${shop.handle}" />
                        ${operation.fields.map((field) => fieldInput(operation.name, field))}
                        <button>${operation.label}</button>
                      </form>
                    `,
                  )}
              </section>
            `,
          )}
        </div>
        <h2 id="deliveries-title">Webhook deliveries, newest first</h2>
        <div class="wide" role="region" aria-labelledby="deliveries-title" tabindex="0">
          <table>
            <thead>
              <tr>
                <th scope="col">#</th>
                <th scope="col">Topic</th>
                <th scope="col">Triggered</th>
                <th scope="col">Status</th>
                <th scope="col">Attempts</th>
                <th scope="col">Answer</th>
                <th scope="col">Fault</th>
                <th scope="col">Bytes</th>
              </tr>
            </thead>
            <tbody id="deliveries"></tbody>
          </table>
        </div>
        <h2 id="triggers-title">Shopify Flow triggers, newest first</h2>
        <div class="wide" role="region" aria-labelledby="triggers-title" tabindex="0">
          <table>
            <thead>
              <tr>
                <th scope="col">Received</th>
                <th scope="col">Trigger</th>
                <th scope="col">Payload</th>
              </tr>
            </thead>
            <tbody id="triggers"></tbody>
          </table>
        </div>
      </main>
      <script src="/control.js"></script>
    `,
  )
}

function fieldInput(operation: string, field: ControlField): Html {
  const id = `${operation}-${field.name}`
  const input =
    field.options === undefined
      ? html`<input
          id="${id}"
          name="${field.name}"
          type="${field.type}"
          value="${field.value ?? ''}"
          placeholder="${field.placeholder ?? ''}"
          ${field.type === 'number' ? html`step="any"` : ''}
        />`
      : html`<select id="${id}" name="${field.name}">
          ${field.options.map((option) => html`<option>${option}</option>`)}
        </select>`
  return html`<label for="${id}">${field.label}${input}</label>`
}
