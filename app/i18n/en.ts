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
import faqEditor from './en/faq-editor.json' with { type: 'json' }
import faqCategories from './en/faq-categories.json' with { type: 'json' }
import faqTranslations from './en/faq-translations.json' with { type: 'json' }
import faqStarter from './en/faq-starter.json' with { type: 'json' }
import faqPublishing from './en/faq-publishing.json' with { type: 'json' }
import faqQuestions from './en/faq-questions.json' with { type: 'json' }
import faqCheck from './en/faq-check.json' with { type: 'json' }
import faqValues from './en/faq-values.json' with { type: 'json' }
import tracking from './en/tracking.json' with { type: 'json' }
import trackingWorklist from './en/tracking-worklist.json' with { type: 'json' }
import trackingMails from './en/tracking-mails.json' with { type: 'json' }
import trackingOrder from './en/tracking-order.json' with { type: 'json' }
import trackingSettings from './en/tracking-settings.json' with { type: 'json' }
import trackingForwarders from './en/tracking-forwarders.json' with { type: 'json' }
import trackingLanes from './en/tracking-lanes.json' with { type: 'json' }
import storefront from './en/storefront.json' with { type: 'json' }
import trackingSources from './en/tracking-sources.json' with { type: 'json' }
import trackingUpload from './en/tracking-upload.json' with { type: 'json' }
import trackingCarriers from './en/tracking-carriers.json' with { type: 'json' }

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
