/** Simplified Chinese: the trunk's messages at the top, each tool's parts under a key of their own. One file per part, so that a part's words lie together. */
import core from './zh-CN/core.json' with { type: 'json' }
import mail from './zh-CN/mail.json' with { type: 'json' }
import sheets from './zh-CN/sheets.json' with { type: 'json' }
import pricing from './zh-CN/pricing.json' with { type: 'json' }
import pricingCosts from './zh-CN/pricing-costs.json' with { type: 'json' }
import pricingRules from './zh-CN/pricing-rules.json' with { type: 'json' }
import pricingTrace from './zh-CN/pricing-trace.json' with { type: 'json' }
import pricingReleases from './zh-CN/pricing-releases.json' with { type: 'json' }
import pricingPrices from './zh-CN/pricing-prices.json' with { type: 'json' }
import pricingRates from './zh-CN/pricing-rates.json' with { type: 'json' }
import pricingCompetitors from './zh-CN/pricing-competitors.json' with { type: 'json' }
import pricingPromotions from './zh-CN/pricing-promotions.json' with { type: 'json' }
import pricingBacktest from './zh-CN/pricing-backtest.json' with { type: 'json' }
import reorder from './zh-CN/reorder.json' with { type: 'json' }
import reorderOrders from './zh-CN/reorder-orders.json' with { type: 'json' }
import reorderSuppliers from './zh-CN/reorder-suppliers.json' with { type: 'json' }
import reorderAlerts from './zh-CN/reorder-alerts.json' with { type: 'json' }
import reorderFiles from './zh-CN/reorder-files.json' with { type: 'json' }
import reorderImport from './zh-CN/reorder-import.json' with { type: 'json' }
import reorderMail from './zh-CN/reorder-mail.json' with { type: 'json' }
import reorderPlan from './zh-CN/reorder-plan.json' with { type: 'json' }
import reorderStock from './zh-CN/reorder-stock.json' with { type: 'json' }
import reorderLimits from './zh-CN/reorder-limits.json' with { type: 'json' }
import reorderTransfers from './zh-CN/reorder-transfers.json' with { type: 'json' }
import faq from './zh-CN/faq.json' with { type: 'json' }
import faqEditor from './zh-CN/faq-editor.json' with { type: 'json' }
import faqCategories from './zh-CN/faq-categories.json' with { type: 'json' }
import faqTranslations from './zh-CN/faq-translations.json' with { type: 'json' }
import faqStarter from './zh-CN/faq-starter.json' with { type: 'json' }
import faqPublishing from './zh-CN/faq-publishing.json' with { type: 'json' }
import faqQuestions from './zh-CN/faq-questions.json' with { type: 'json' }
import faqCheck from './zh-CN/faq-check.json' with { type: 'json' }
import faqValues from './zh-CN/faq-values.json' with { type: 'json' }
import tracking from './zh-CN/tracking.json' with { type: 'json' }
import trackingWorklist from './zh-CN/tracking-worklist.json' with { type: 'json' }
import trackingMails from './zh-CN/tracking-mails.json' with { type: 'json' }
import trackingOrder from './zh-CN/tracking-order.json' with { type: 'json' }
import trackingSettings from './zh-CN/tracking-settings.json' with { type: 'json' }
import trackingForwarders from './zh-CN/tracking-forwarders.json' with { type: 'json' }
import trackingLanes from './zh-CN/tracking-lanes.json' with { type: 'json' }
import storefront from './zh-CN/storefront.json' with { type: 'json' }
import trackingSources from './zh-CN/tracking-sources.json' with { type: 'json' }
import trackingUpload from './zh-CN/tracking-upload.json' with { type: 'json' }
import trackingCarriers from './zh-CN/tracking-carriers.json' with { type: 'json' }

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
  faqEditor,
  faqCategories,
  faqTranslations,
  faqStarter,
  faqPublishing,
  faqQuestions,
  faqCheck,
  faqValues,
  tracking,
  trackingWorklist,
  trackingMails,
  trackingOrder,
  trackingSettings,
  trackingForwarders,
  trackingLanes,
  storefront,
  trackingSources,
  trackingUpload,
  trackingCarriers,
}
