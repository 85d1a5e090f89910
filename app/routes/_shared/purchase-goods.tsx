/** Goods to put on an order, found by SKU, barcode or title. In: what is on it already. Out: what was picked, with the supplier's terms. */
import { Autocomplete, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { useSearch } from '#app/ui/use-search.ts'
import type { Offer } from '#app/tools/reorder/purchase-orders/service.server.ts'

interface PickGoodsProps {
  orderId: string
  taken: readonly string[]
  onPick: (offer: Offer) => void
}

export function PickGoods({ orderId, taken, onPick }: PickGoodsProps) {
  const { t } = useTranslation()
  const { text, setText, asking, ...search } = useSearch<Offer>(`/app/reorder/orders/${orderId}/goods`)
  const found = search.found.filter(({ variantId }) => !taken.includes(variantId))
  return (
    <Autocomplete
      options={found.map((offer) => ({
        value: offer.variantId,
        label: [
          offer.title,
          offer.sku === null ? '' : `(${offer.sku})`,
          offer.listed ? '' : `– ${t('reorderOrders.pick.notListed')}`,
        ]
          .filter(Boolean)
          .join(' '),
      }))}
      selected={[]}
      loading={asking && found.length === 0}
      onSelect={([id]) => {
        const offer = found.find(({ variantId }) => variantId === id)
        if (!offer) return
        onPick(offer)
        setText('')
      }}
      textField={
        <Autocomplete.TextField
          label={t('reorderOrders.pick.label')}
          placeholder={t('reorderOrders.pick.placeholder')}
          value={text ?? ''}
          onChange={setText}
          onFocus={() => setText(text ?? '')}
          autoComplete="off"
        />
      }
      emptyState={<Text as="p">{t('reorderOrders.pick.nothing')}</Text>}
    />
  )
}
