/**
 * What the sections of a supplier's form are made of: a card with a heading, rows that can be added and taken away. In: the form's fields.
 * Out: changes to them. Invariant: every row is a named group, so that its fields can be told from the next row's.
 */
import { BlockStack, Box, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SupplierFields } from './supplier-fields.ts'

export type Set = (changes: Partial<SupplierFields>) => void
export interface PartProps {
  fields: SupplierFields
  set: Set
  errorAt: (...path: (string | number)[]) => string | undefined
}

export function Section({ title, what, children }: { title: string; what?: string; children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          {what !== undefined && (
            <Text as="p" tone="subdued">
              {what}
            </Text>
          )}
        </BlockStack>
        {children}
      </BlockStack>
    </Card>
  )
}

interface RowsProps<Row> {
  rows: readonly Row[]
  onChange: (rows: Row[]) => void
  blank: Row
  /** what one row is called, with its number */
  nameOf: (number: number) => string
  add: string
  row: (row: Row, change: (changes: Partial<Row>) => void, index: number) => ReactNode
}

/** Rows that can be added and taken away. */
export function Rows<Row>({ rows, onChange, blank, nameOf, add, row }: RowsProps<Row>) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <BlockStack gap="300">
      {rows.map((own, index) => (
        <div key={`${id}-${index}`} role="group" aria-label={nameOf(index + 1)}>
          <Box padding="300" borderWidth="025" borderColor="border" borderRadius="200">
            <BlockStack gap="300">
              <div className="field-row">
                {row(own, (changes) => onChange(rows.with(index, { ...own, ...changes })), index)}
              </div>
              <InlineStack>
                <Button
                  size="slim"
                  tone="critical"
                  accessibilityLabel={t('reorderSuppliers.form.removeNamed', { name: nameOf(index + 1) })}
                  onClick={() => onChange(rows.toSpliced(index, 1))}
                >
                  {t('reorderSuppliers.form.remove')}
                </Button>
              </InlineStack>
            </BlockStack>
          </Box>
        </div>
      ))}
      <InlineStack>
        <Button onClick={() => onChange([...rows, blank])}>{add}</Button>
      </InlineStack>
    </BlockStack>
  )
}
