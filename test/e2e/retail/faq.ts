/**
 * The FAQ in a real browser: ready answers taken and taken back, an answer written in two languages with a value of the settings, published from the
 * list, a translation marked stale, categories, a file out and in. Every page in both languages and widths.
 */
import { describe, expect, it } from 'vitest'
import { unexpected, type Harness } from '../harness.ts'
import { walkPages } from '../page-walk.ts'

export function walkFaq(harness: () => Harness): void {
  describe('questions and answers', () => {
    const ours = { entry: '' }

    const mod = 'ControlOrMeta'

    describe('a merchant', () => {
      it('finds an empty page with two ways to begin, and takes ready answers and gives them back', async () => {
        const visit = await harness().visit('/app/faq')
        const frame = await visit.app()
        await frame.getByRole('heading', { name: 'Answer once what shoppers keep asking' }).waitFor()
        expect(await visit.axe()).toEqual([])
        await visit.screenshot('faq-empty-en-desktop')
        await frame.getByRole('link', { name: 'Begin with 12 ready answers' }).click()
        await frame.getByRole('heading', { name: 'Ready answers', level: 1 }).waitFor()
        await frame.getByText('They come in: English, Chinese (Simplified)').waitFor()
        await frame.getByRole('button', { name: 'Take 12 answers' }).click()
        await frame.getByText('12 drafts were made').waitFor()
        await frame.getByRole('button', { name: 'Undo' }).click()
        await frame.getByText('Taken back').first().waitFor()
        await frame.getByRole('button', { name: 'Take 12 answers' }).click()
        await frame.getByText('12 drafts were made').waitFor()
        expect(visit.problems).toEqual([])
        await visit.close()
      })

      it('writes an answer: what is refused stands at its field, values are put in, and leaving is asked about', async () => {
        const visit = await harness().visit('/app/faq/new')
        const frame = await visit.app()
        const answer = frame.getByRole('textbox', { name: 'Answer in English' })
        await answer.waitFor()
        await answer.click()
        await answer.pressSequentially('Send it back within ')
        const toolbar = frame.getByRole('toolbar', { name: 'Formatting: Answer in English' })
        await toolbar.getByRole('button', { name: 'Insert a value' }).click()
        await frame.getByRole('menuitem', { name: 'Return window' }).click()
        await answer.press(`${mod}+b`)
        await answer.pressSequentially(' please')
        await frame.getByRole('button', { name: 'Save and publish' }).click()
        await frame.getByText('Enter the question.').waitFor()
        await frame.locator('[aria-invalid="true"]:focus').waitFor()
        expect(await visit.axe()).toEqual([])
        await visit.screenshot('faq-refused-en-desktop')
        await frame.getByLabel('Question', { exact: true }).first().fill('May I change my mind?')
        await frame.getByRole('link', { name: 'Categories' }).click()
        await frame.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
        await frame.getByRole('button', { name: 'Stay' }).click()
        await frame.getByRole('button', { name: 'Save and publish' }).click()
        await frame.getByRole('heading', { name: 'May I change my mind?', level: 1 }).waitFor()
        await frame.waitForURL(/\/app\/faq\/\d+/)
        ours.entry = /faq\/(\d+)/.exec(frame.url())?.[1] ?? ''
        const stored = await harness().demo.db.query<{ answer: string }>(
          `select content->'texts'->'en'->>'answer' as answer from faq_version where entry_id = $1`,
          [ours.entry],
        )
        expect(stored.rows[0]?.answer).toBe('<p>Send it back within {{return_window}}<strong> please</strong></p>')
        await frame.getByText('Not shown in', { exact: false }).first().waitFor()
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })

      it('translates it beside the original, and is told when the original changes', async () => {
        const visit = await harness().visit(`/app/faq/${ours.entry}`)
        const frame = await visit.app()
        const chinese = frame.getByRole('textbox', { name: 'Answer in Chinese (Simplified)' })
        await chinese.waitFor()
        await frame.getByLabel('Question', { exact: true }).nth(1).fill('可以反悔吗？')
        await chinese.click()
        await chinese.pressSequentially('可以在 ')
        await frame.getByText('The original also says: Return window.', { exact: false }).waitFor()
        await chinese.pressSequentially('{{return_window}}')
        await chinese.pressSequentially(' 内退货')
        await frame.getByText('The original also says:', { exact: false }).waitFor({ state: 'detached' })
        await save(visit)
        await frame.getByText('Published, newer draft').first().waitFor()
        await frame.getByLabel('Question', { exact: true }).first().fill('Can I change my mind?')
        await save(visit)
        await frame.getByText('The original changed since this was translated').waitFor()
        expect(await visit.axe()).toEqual([])
        await visit.screenshot('faq-stale-en-desktop')
        await frame.getByRole('button', { name: 'The translation is still right' }).click()
        await save(visit)
        await frame.getByText('The original changed since this was translated').waitFor({ state: 'detached' })
        expect(visit.problems).toEqual([])
        await visit.close()
      })

      it('limits where it shows, sees who sees it, and takes an old version up again', async () => {
        const visit = await harness().visit(`/app/faq/${ours.entry}`)
        const frame = await visit.app()
        await frame.getByText('Once it is published, in English.').waitFor()
        await frame.getByLabel('Only on some pages').check()
        await frame.getByRole('combobox', { name: 'Pages' }).click()
        await frame.getByRole('listbox', { name: 'Pages' }).getByRole('option', { name: 'Product page' }).click()
        await frame.getByText('It is limited to other pages.').waitFor()
        await frame.getByRole('heading', { name: 'Where it shows' }).click()
        await save(visit)
        await visit.open(`/app/faq/${ours.entry}/history`)
        const history = await visit.app()
        await history.getByText('Pages: no limit → product').waitFor()
        expect(await visit.axe()).toEqual([])
        await visit.screenshot('faq-history-en-desktop')
        await history.getByRole('button', { name: 'Restore version 1', exact: true }).click()
        await history.getByText('a copy of version 1', { exact: false }).waitFor()
        expect(visit.problems).toEqual([])
        await visit.close()
      })

      it('publishes several from the list, finds one, and moves it by keyboard', async () => {
        const visit = await harness().visit('/app/faq?sort=order')
        const frame = await visit.app()
        await frame.getByLabel('Choose all on this page').check()
        await frame.getByRole('button', { name: 'Publish', exact: true }).click()
        await frame.getByText(/^1[23] answers published$/).waitFor()
        await visit.screenshot('faq-published-en-desktop')
        expect(await visit.axe()).toEqual([])
        await frame.getByRole('button', { name: 'Undo' }).click()
        await frame.getByText('Taken back').first().waitFor()
        const down = frame.getByRole('button', { name: 'Move down: How long does delivery take?' })
        await down.focus()
        await down.press('Enter')
        const first = frame.locator('.faq-row-question').first()
        await first
          .getByText('Where is my order?')
          .or(first.filter({ hasText: 'Where is my order?' }))
          .waitFor()
        expect(visit.problems).toEqual([])
        await visit.close()
      })

      it('names a category in both languages, and removes one with its answers going elsewhere, and back', async () => {
        const visit = await harness().visit('/app/faq/categories')
        const frame = await visit.app()
        await frame.getByRole('button', { name: 'Add a category' }).click()
        const dialog = frame.getByRole('dialog')
        await dialog.getByLabel('Title (English, original)').fill('delivery')
        await dialog.getByRole('button', { name: 'Save' }).click()
        await dialog.getByText('There is a category of this name already.').waitFor()
        await dialog.getByLabel('Title (English, original)').fill('Gifts')
        await dialog.getByLabel('Chinese (Simplified)').fill('礼品')
        await dialog.getByRole('button', { name: 'Save' }).click()
        await frame.getByText('Gifts', { exact: true }).waitFor()
        await frame.getByRole('button', { name: 'Remove: Delivery' }).click()
        await frame.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
        await frame.getByText('Category removed').first().waitFor()
        await frame.getByRole('button', { name: 'Undo' }).click()
        await frame.getByRole('button', { name: 'Remove: Delivery' }).waitFor()
        expect(await visit.axe()).toEqual([])
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })

      it('reads a translator’s file in after seeing what it would change, and takes it back', async () => {
        const visit = await harness().visit('/app/faq/translations')
        const frame = await visit.app()
        const text = `Entry,Language,Question,Answer\n${ours.entry},zh-CN,可以改主意吗？,\n999999,zh-CN,x,\n`
        const file = { name: 'zh.csv', mimeType: 'text/csv', buffer: Buffer.from(text) }
        await frame.locator('input[type=file]').setInputFiles(file)
        await frame.getByText('There is no answer with this number.', { exact: false }).waitFor()
        await frame.getByText('1 answer changes').waitFor()
        expect(await visit.axe()).toEqual([])
        await visit.screenshot('faq-import-en-desktop')
        await frame.getByRole('button', { name: 'Import the others' }).click()
        await frame.getByText('0 added, 1 changed').first().waitFor()
        await frame.getByRole('button', { name: 'Undo the import of zh.csv' }).click()
        await frame.getByText('1 answers are as they were; 0 were changed or published since and stay.').waitFor()
        expect(visit.problems).toEqual([])
        await visit.close()
      })
    })

    /** The admin's save bar stands around the frame. */
    async function save(visit: Awaited<ReturnType<Harness['visit']>>): Promise<void> {
      await visit.page.getByRole('button', { name: 'Save', exact: true }).click()
      await visit.page.getByRole('button', { name: 'Save', exact: true }).waitFor({ state: 'hidden' })
    }

    walkPages(harness, [
      { name: 'faq', path: () => '/app/faq' },
      {
        name: 'faq-entry',
        path: () => `/app/faq/${ours.entry}`,
        ready: (frame) => frame.locator('.faq-answer-field').first().waitFor(),
      },
      { name: 'faq-history', path: () => `/app/faq/${ours.entry}/history` },
      {
        name: 'faq-new',
        path: () => '/app/faq/new',
        ready: (frame) => frame.locator('.faq-answer-field').first().waitFor(),
      },
      { name: 'faq-categories', path: () => '/app/faq/categories' },
      { name: 'faq-translations', path: () => '/app/faq/translations' },
      { name: 'faq-starter', path: () => '/app/faq/starter' },
      { name: 'faq-values', path: () => '/app/faq/values' },
      { name: 'faq-check', path: () => '/app/faq/check' },
      { name: 'faq-questions', path: () => '/app/faq/questions' },
    ])
  })
}
