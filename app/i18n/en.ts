/** English: the trunk's messages at the top, each tool's parts under a key of their own. One file per part, so that a part's words lie together. */
import core from './en/core.json' with { type: 'json' }
import mail from './en/mail.json' with { type: 'json' }
import sheets from './en/sheets.json' with { type: 'json' }
import pricing from './en/pricing.json' with { type: 'json' }
import pricingCosts from './en/pricing-costs.json' with { type: 'json' }
import pricingRules from './en/pricing-rules.json' with { type: 'json' }
import pricingTrace from './en/pricing-trace.json' with { type: 'json' }
import pricingReleases from './en/pricing-releases.json' with { type: 'json' }
import pricingPrices from './en/pricing-prices.json' with { type: 'json' }
import pricingRates from './en/pricing-rates.json' with { type: 'json' }
import pricingCompetitors from './en/pricing-competitors.json' with { type: 'json' }
import pricingPromotions from './en/pricing-promotions.json' with { type: 'json' }
import pricingBacktest from './en/pricing-backtest.json' with { type: 'json' }
import reorder from './en/reorder.json' with { type: 'json' }
import reorderOrders from './en/reorder-orders.json' with { type: 'json' }
import reorderSuppliers from './en/reorder-suppliers.json' with { type: 'json' }
import reorderAlerts from './en/reorder-alerts.json' with { type: 'json' }
import reorderFiles from './en/reorder-files.json' with { type: 'json' }
import reorderImport from './en/reorder-import.json' with { type: 'json' }
import reorderMail from './en/reorder-mail.json' with { type: 'json' }
import reorderPlan from './en/reorder-plan.json' with { type: 'json' }
import reorderStock from './en/reorder-stock.json' with { type: 'json' }
import reorderLimits from './en/reorder-limits.json' with { type: 'json' }
import reorderTransfers from './en/reorder-transfers.json' with { type: 'json' }
import faq from './en/faq.json' with { type: 'json' }
import tracking from './en/tracking.json' with { type: 'json' }

export default {
  ...core,
  mail,
  sheets,
  pricing,
  pricingCosts,
  pricingRules,
  pricingTrace,
  pricingReleases,
  pricingPrices,
  pricingRates,
  pricingCompetitors,
  pricingPromotions,
  pricingBacktest,
  reorder,
  reorderOrders,
  reorderSuppliers,
  reorderAlerts,
  reorderFiles,
  reorderImport,
  reorderMail,
  reorderPlan,
  reorderStock,
  reorderLimits,
  reorderTransfers,
  faq,
  tracking,
}
