-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "fact_sales" (
    "shop_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "country" CHAR(2) NOT NULL,
    "orders" INTEGER NOT NULL,
    "units" INTEGER NOT NULL,
    "gross_minor" BIGINT NOT NULL,
    "discount_minor" BIGINT NOT NULL,
    "refunded_units" INTEGER NOT NULL,
    "refunded_minor" BIGINT NOT NULL,

    CONSTRAINT "fact_sales_pkey" PRIMARY KEY ("shop_id","day","variant_id","country")
);

-- CreateTable
CREATE TABLE "fact_cursor" (
    "shop_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "fact_cursor_pkey" PRIMARY KEY ("shop_id","name")
);

-- CreateTable
CREATE TABLE "fact_fx_rate" (
    "currency" CHAR(3) NOT NULL,
    "day" DATE NOT NULL,
    "per_eur" DECIMAL(18,8) NOT NULL,
    "source" TEXT NOT NULL,
    "loaded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fact_fx_rate_pkey" PRIMARY KEY ("currency","day")
);

-- CreateTable
CREATE TABLE "fact_action" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "tool" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "undo_of" UUID,

    CONSTRAINT "fact_action_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "mirror_product" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "product_type" TEXT NOT NULL,
    "tags" TEXT[],
    "image_url" TEXT,
    "options" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "synced_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "mirror_product_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "mirror_variant" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    "inventory_item_id" BIGINT,
    "title" TEXT NOT NULL,
    "sku" TEXT,
    "barcode" TEXT,
    "price_minor" BIGINT NOT NULL,
    "compare_at_minor" BIGINT,
    "position" INTEGER NOT NULL,
    "taxable" BOOLEAN NOT NULL,
    "inventory_policy" TEXT NOT NULL,
    "options" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "synced_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "mirror_variant_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "mirror_inventory_item" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "sku" TEXT,
    "tracked" BOOLEAN NOT NULL,
    "requires_shipping" BOOLEAN NOT NULL,
    "unit_cost_minor" BIGINT,
    "unit_cost_currency" CHAR(3),
    "weight_grams" INTEGER,
    "hs_code" TEXT,
    "origin_country" CHAR(2),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "synced_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "mirror_inventory_item_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "mirror_stock_level" (
    "shop_id" INTEGER NOT NULL,
    "inventory_item_id" BIGINT NOT NULL,
    "location_id" BIGINT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "available" INTEGER NOT NULL,
    "on_hand" INTEGER NOT NULL,
    "committed" INTEGER NOT NULL,
    "incoming" INTEGER NOT NULL,
    "reserved" INTEGER NOT NULL,
    "damaged" INTEGER NOT NULL,
    "safety_stock" INTEGER NOT NULL,
    "quality_control" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "synced_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "mirror_stock_level_pkey" PRIMARY KEY ("shop_id","inventory_item_id","location_id")
);

-- CreateTable
CREATE TABLE "mirror_location" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "fulfills_online" BOOLEAN NOT NULL,
    "ships_inventory" BOOLEAN NOT NULL,
    "country" CHAR(2),
    "province" TEXT,
    "city" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "synced_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "mirror_location_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "mirror_market" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "base_currency" CHAR(3) NOT NULL,
    "local_currencies" BOOLEAN NOT NULL,
    "countries" TEXT[],
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "mirror_market_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "mirror_price_list" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "catalog_id" BIGINT,
    "catalog_status" TEXT,
    "market_ids" BIGINT[],
    "adjustment_bps" INTEGER,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "mirror_price_list_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "mirror_fixed_price" (
    "shop_id" INTEGER NOT NULL,
    "price_list_id" BIGINT NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "price_minor" BIGINT NOT NULL,
    "compare_at_minor" BIGINT,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mirror_fixed_price_pkey" PRIMARY KEY ("shop_id","price_list_id","variant_id")
);

-- CreateTable
CREATE TABLE "mirror_order" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_on" DATE NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "cancel_reason" TEXT,
    "test" BOOLEAN NOT NULL,
    "source_name" TEXT,
    "tags" TEXT[],
    "currency" CHAR(3) NOT NULL,
    "presentment_currency" CHAR(3) NOT NULL,
    "financial_status" TEXT,
    "fulfillment_status" TEXT NOT NULL,
    "return_status" TEXT NOT NULL,
    "country" CHAR(2) NOT NULL,
    "province" TEXT,
    "customer_id" BIGINT,
    "email_hash" TEXT,
    "phone_hash" TEXT,
    "postcode_hash" TEXT,
    "line_count" INTEGER NOT NULL,
    "units" INTEGER NOT NULL,
    "gross_minor" BIGINT NOT NULL,
    "discount_minor" BIGINT NOT NULL,
    "shipping_minor" BIGINT NOT NULL,
    "tax_minor" BIGINT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "refunded_minor" BIGINT NOT NULL,
    "shipping_title" TEXT,
    "shipping_code" TEXT,
    "synced_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "mirror_order_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "mirror_order_line" (
    "shop_id" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "variant_id" BIGINT,
    "product_id" BIGINT,
    "sku" TEXT,
    "title" TEXT NOT NULL,
    "variant_title" TEXT,
    "quantity" INTEGER NOT NULL,
    "current_quantity" INTEGER NOT NULL,
    "unit_price_minor" BIGINT NOT NULL,
    "discount_minor" BIGINT NOT NULL,
    "requires_shipping" BOOLEAN NOT NULL,

    CONSTRAINT "mirror_order_line_pkey" PRIMARY KEY ("shop_id","order_id","id")
);

-- CreateTable
CREATE TABLE "mirror_refund" (
    "shop_id" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_on" DATE NOT NULL,
    "total_minor" BIGINT NOT NULL,

    CONSTRAINT "mirror_refund_pkey" PRIMARY KEY ("shop_id","order_id","id")
);

-- CreateTable
CREATE TABLE "mirror_refund_line" (
    "shop_id" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "refund_id" BIGINT NOT NULL,
    "line_id" BIGINT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "restock_type" TEXT NOT NULL,
    "location_id" BIGINT,
    "subtotal_minor" BIGINT NOT NULL,

    CONSTRAINT "mirror_refund_line_pkey" PRIMARY KEY ("shop_id","order_id","refund_id","line_id")
);

-- CreateTable
CREATE TABLE "mirror_fulfillment" (
    "shop_id" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "display_status" TEXT,
    "location_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "in_transit_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "estimated_delivery_at" TIMESTAMPTZ(3),
    "total_quantity" INTEGER NOT NULL,
    "tracking" JSONB NOT NULL,

    CONSTRAINT "mirror_fulfillment_pkey" PRIMARY KEY ("shop_id","order_id","id")
);

-- CreateTable
CREATE TABLE "mirror_return" (
    "shop_id" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "total_quantity" INTEGER NOT NULL,

    CONSTRAINT "mirror_return_pkey" PRIMARY KEY ("shop_id","order_id","id")
);

-- CreateTable
CREATE TABLE "mirror_return_line" (
    "shop_id" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "return_id" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "line_id" BIGINT,
    "quantity" INTEGER NOT NULL,
    "reason" TEXT,

    CONSTRAINT "mirror_return_line_pkey" PRIMARY KEY ("shop_id","order_id","return_id","id")
);

-- CreateTable
CREATE TABLE "mirror_change" (
    "shop_id" INTEGER NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "resource" TEXT NOT NULL,
    "resource_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "days" DATE[],
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mirror_change_pkey" PRIMARY KEY ("shop_id","seq")
);

-- CreateTable
CREATE TABLE "shop" (
    "id" SERIAL NOT NULL,
    "domain" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "currency" CHAR(3) NOT NULL DEFAULT 'USD',
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "country" CHAR(2) NOT NULL DEFAULT 'ZZ',
    "plan" TEXT NOT NULL DEFAULT '',
    "scopes" TEXT[],
    "installed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "uninstalled_at" TIMESTAMPTZ(3),
    "redacted_at" TIMESTAMPTZ(3),
    "shopify_id" BIGINT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "shop_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "isOnline" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMP(3),
    "accessToken" TEXT NOT NULL,
    "userId" BIGINT,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "accountOwner" BOOLEAN NOT NULL DEFAULT false,
    "locale" TEXT,
    "collaborator" BOOLEAN DEFAULT false,
    "emailVerified" BOOLEAN DEFAULT false,
    "refreshToken" TEXT,
    "refreshTokenExpires" TIMESTAMP(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setting" (
    "shop_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("shop_id","key")
);

-- CreateTable
CREATE TABLE "sync_run" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "asked" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "heartbeat_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error_detail" TEXT,
    "totals" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "sync_run_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "sync_phase" (
    "shop_id" INTEGER NOT NULL,
    "run_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "bulk_id" BIGINT,
    "lines_staged" BIGINT NOT NULL DEFAULT 0,
    "rows_expected" BIGINT,
    "rows_read" BIGINT NOT NULL DEFAULT 0,
    "rows_written" BIGINT NOT NULL DEFAULT 0,
    "rows_unchanged" BIGINT NOT NULL DEFAULT 0,
    "cursor" JSONB,
    "error_code" TEXT,
    "error_detail" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "sync_phase_pkey" PRIMARY KEY ("shop_id","run_id","key")
);

-- CreateTable
CREATE TABLE "sync_delivery" (
    "shop_id" INTEGER NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "event_id" TEXT,
    "topic" TEXT NOT NULL,
    "hint" JSONB NOT NULL,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" TEXT NOT NULL DEFAULT 'received',
    "applied_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error_code" TEXT,

    CONSTRAINT "sync_delivery_pkey" PRIMARY KEY ("shop_id","webhook_id")
);

-- CreateTable
CREATE TABLE "sync_cursor" (
    "shop_id" INTEGER NOT NULL,
    "resource" TEXT NOT NULL,
    "reconciled_to" TIMESTAMPTZ(3) NOT NULL,
    "ran_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sync_cursor_pkey" PRIMARY KEY ("shop_id","resource")
);

-- CreateTable
CREATE TABLE "sync_difference" (
    "shop_id" INTEGER NOT NULL,
    "run_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "resource" TEXT NOT NULL,
    "resource_id" BIGINT,
    "label" TEXT,
    "field" TEXT NOT NULL,
    "ours" TEXT,
    "theirs" TEXT,

    CONSTRAINT "sync_difference_pkey" PRIMARY KEY ("shop_id","run_id","seq")
);

-- CreateTable
CREATE TABLE "privacy_request" (
    "shop_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "customer_id" BIGINT,
    "order_ids" BIGINT[],
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "result" JSONB,

    CONSTRAINT "privacy_request_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "fact_sales_shop_id_variant_id_day_idx" ON "fact_sales"("shop_id", "variant_id", "day");

-- CreateIndex
CREATE INDEX "fact_action_shop_id_at_idx" ON "fact_action"("shop_id", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "fact_action_shop_id_key_key" ON "fact_action"("shop_id", "key");

-- CreateIndex
CREATE INDEX "mirror_product_shop_id_updated_at_idx" ON "mirror_product"("shop_id", "updated_at");

-- CreateIndex
CREATE INDEX "mirror_variant_shop_id_product_id_idx" ON "mirror_variant"("shop_id", "product_id");

-- CreateIndex
CREATE INDEX "mirror_variant_shop_id_sku_idx" ON "mirror_variant"("shop_id", "sku");

-- CreateIndex
CREATE INDEX "mirror_variant_shop_id_inventory_item_id_idx" ON "mirror_variant"("shop_id", "inventory_item_id");

-- CreateIndex
CREATE INDEX "mirror_fixed_price_shop_id_variant_id_idx" ON "mirror_fixed_price"("shop_id", "variant_id");

-- CreateIndex
CREATE INDEX "mirror_order_shop_id_processed_at_id_idx" ON "mirror_order"("shop_id", "processed_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "mirror_order_shop_id_processed_on_idx" ON "mirror_order"("shop_id", "processed_on");

-- CreateIndex
CREATE INDEX "mirror_order_shop_id_updated_at_idx" ON "mirror_order"("shop_id", "updated_at");

-- CreateIndex
CREATE INDEX "mirror_order_shop_id_customer_id_idx" ON "mirror_order"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "mirror_order_shop_id_name_idx" ON "mirror_order"("shop_id", "name");

-- CreateIndex
CREATE INDEX "mirror_order_line_shop_id_variant_id_idx" ON "mirror_order_line"("shop_id", "variant_id");

-- CreateIndex
CREATE INDEX "mirror_refund_shop_id_created_on_idx" ON "mirror_refund"("shop_id", "created_on");

-- CreateIndex
CREATE UNIQUE INDEX "shop_domain_key" ON "shop"("domain");

-- CreateIndex
CREATE INDEX "session_shop_idx" ON "session"("shop");

-- CreateIndex
CREATE INDEX "sync_run_shop_id_created_at_idx" ON "sync_run"("shop_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "sync_delivery_shop_id_state_received_at_idx" ON "sync_delivery"("shop_id", "state", "received_at");


-- ---------------------------------------------------------------------------------------------------------------
-- Tenancy. The application works inside a shop as role tradewind_app, which owns nothing and cannot bypass policies.
-- Every table with a shop_id gets forced row-level security. Without app.shop_id no row matches.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'tradewind_app') THEN
    -- Another database of the cluster may migrate at the same moment.
    BEGIN
      CREATE ROLE tradewind_app NOLOGIN NOBYPASSRLS NOSUPERUSER;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END IF;
  EXECUTE format('GRANT tradewind_app TO %I', current_user);
END $$;

-- The shop of this transaction, null outside inShop.
CREATE FUNCTION current_shop_id() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.shop_id', true), '')::integer $$;

-- Makes one table a tenant table. Later migrations call it for their own tables.
CREATE PROCEDURE confine_to_shop(target regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY shop_only ON %s USING (shop_id = current_shop_id()) WITH CHECK (shop_id = current_shop_id())', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO tradewind_app', target);
END $$;

GRANT USAGE ON SCHEMA public TO tradewind_app;
DO $$
DECLARE target text;
BEGIN
  FOR target IN
    SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND c.column_name = 'shop_id' AND t.table_type = 'BASE TABLE'
  LOOP
    CALL confine_to_shop(target::regclass);
  END LOOP;
END $$;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tradewind_app;

-- The registry itself: a shop sees its own row, rates are everybody's.
ALTER TABLE shop ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_row ON shop FOR SELECT TO tradewind_app USING (id = current_shop_id());
GRANT SELECT ON shop TO tradewind_app;
GRANT SELECT ON fact_fx_rate TO tradewind_app;
