-- CreateTable
CREATE TABLE "fact_price" (
    "shop_id" INTEGER NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "price_list_id" BIGINT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "price_minor" BIGINT,
    "compare_at_minor" BIGINT,
    "source" TEXT NOT NULL,

    CONSTRAINT "fact_price_pkey" PRIMARY KEY ("shop_id","variant_id","price_list_id","seen_at")
);

-- CreateTable
CREATE TABLE "fact_promotion" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "festival" TEXT,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE NOT NULL,
    "market_ids" BIGINT[],
    "discount_bps" INTEGER,
    "scope" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fact_promotion_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "fact_promotion_variant" (
    "shop_id" INTEGER NOT NULL,
    "promotion_id" UUID NOT NULL,
    "variant_id" BIGINT NOT NULL,

    CONSTRAINT "fact_promotion_variant_pkey" PRIMARY KEY ("shop_id","promotion_id","variant_id")
);

-- CreateTable
CREATE TABLE "fact_ship_cost" (
    "shop_id" INTEGER NOT NULL,
    "destination" CHAR(2) NOT NULL,
    "weight_grams" INTEGER NOT NULL,
    "cost_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "source" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fact_ship_cost_pkey" PRIMARY KEY ("shop_id","destination","weight_grams")
);

-- CreateTable
CREATE TABLE "pricing_document" (
    "shop_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "value" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pricing_document_pkey" PRIMARY KEY ("shop_id","key","version")
);

-- CreateTable
CREATE TABLE "pricing_cost" (
    "shop_id" INTEGER NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "input" TEXT NOT NULL,
    "amount_minor" BIGINT,
    "currency" CHAR(3),
    "rate_bps" INTEGER,
    "text_value" TEXT,
    "source" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pricing_cost_pkey" PRIMARY KEY ("shop_id","variant_id","input")
);

-- CreateTable
CREATE TABLE "pricing_tax_rate" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "destination" CHAR(2) NOT NULL,
    "hs_prefix" TEXT NOT NULL DEFAULT '',
    "origin" CHAR(2),
    "rate_bps" INTEGER NOT NULL,
    "fixed_minor" BIGINT,
    "fixed_currency" CHAR(3),
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "source" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pricing_tax_rate_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "pricing_rule_set" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "pricing_rule_set_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "pricing_release" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "totals" JSONB NOT NULL,
    "guards" JSONB NOT NULL,
    "rollback_of" UUID,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "failure" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "previewed_at" TIMESTAMPTZ(3),
    "approved_at" TIMESTAMPTZ(3),
    "applied_at" TIMESTAMPTZ(3),
    "rolled_back_at" TIMESTAMPTZ(3),

    CONSTRAINT "pricing_release_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "pricing_release_row" (
    "shop_id" INTEGER NOT NULL,
    "release_id" UUID NOT NULL,
    "book_id" BIGINT NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "old_minor" BIGINT,
    "old_compare_at_minor" BIGINT,
    "old_shown_minor" BIGINT NOT NULL,
    "new_minor" BIGINT NOT NULL,
    "new_compare_at_minor" BIGINT,
    "floor_minor" BIGINT,
    "old_margin_minor" BIGINT,
    "new_margin_minor" BIGINT,
    "change_bps" INTEGER NOT NULL,
    "trace" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "note" JSONB,
    "applied_at" TIMESTAMPTZ(3),
    "rolled_back_at" TIMESTAMPTZ(3),

    CONSTRAINT "pricing_release_row_pkey" PRIMARY KEY ("shop_id","release_id","book_id","variant_id")
);

-- CreateTable
CREATE TABLE "pricing_competitor" (
    "shop_id" INTEGER NOT NULL,
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "pricing_competitor_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "pricing_observation" (
    "shop_id" INTEGER NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "competitor_id" INTEGER NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "price_minor" BIGINT NOT NULL,
    "shipping_minor" BIGINT,
    "currency" CHAR(3) NOT NULL,
    "country" CHAR(2),
    "in_stock" BOOLEAN,
    "pack_size" INTEGER NOT NULL DEFAULT 1,
    "url" TEXT,
    "confidence_bps" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "rejected" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "pricing_observation_pkey" PRIMARY KEY ("shop_id","variant_id","competitor_id","seen_at")
);

-- CreateTable
CREATE TABLE "pricing_token" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "pricing_token_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "pricing_locked_rate" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "from_currency" CHAR(3) NOT NULL,
    "to_currency" CHAR(3) NOT NULL,
    "rate" DECIMAL(18,8) NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pricing_locked_rate_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "fact_promotion_shop_id_starts_on_idx" ON "fact_promotion"("shop_id", "starts_on");

-- CreateIndex
CREATE INDEX "fact_promotion_variant_shop_id_variant_id_idx" ON "fact_promotion_variant"("shop_id", "variant_id");

-- CreateIndex
CREATE INDEX "pricing_tax_rate_shop_id_kind_destination_idx" ON "pricing_tax_rate"("shop_id", "kind", "destination");

-- CreateIndex
CREATE UNIQUE INDEX "pricing_rule_set_shop_id_version_key" ON "pricing_rule_set"("shop_id", "version");

-- CreateIndex
CREATE INDEX "pricing_release_shop_id_state_idx" ON "pricing_release"("shop_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "pricing_release_shop_id_number_key" ON "pricing_release"("shop_id", "number");

-- CreateIndex
CREATE INDEX "pricing_release_row_shop_id_variant_id_idx" ON "pricing_release_row"("shop_id", "variant_id");

-- CreateIndex
CREATE UNIQUE INDEX "pricing_competitor_shop_id_name_key" ON "pricing_competitor"("shop_id", "name");

-- CreateIndex
CREATE INDEX "pricing_observation_shop_id_seen_at_idx" ON "pricing_observation"("shop_id", "seen_at" DESC);

-- CreateIndex
CREATE INDEX "pricing_token_shop_id_hash_idx" ON "pricing_token"("shop_id", "hash");
CALL confine_to_shop('fact_price');
CALL confine_to_shop('fact_promotion');
CALL confine_to_shop('fact_promotion_variant');
CALL confine_to_shop('fact_ship_cost');
CALL confine_to_shop('pricing_document');
CALL confine_to_shop('pricing_cost');
CALL confine_to_shop('pricing_tax_rate');
CALL confine_to_shop('pricing_rule_set');
CALL confine_to_shop('pricing_release');
CALL confine_to_shop('pricing_release_row');
CALL confine_to_shop('pricing_competitor');
CALL confine_to_shop('pricing_observation');
CALL confine_to_shop('pricing_token');
CALL confine_to_shop('pricing_locked_rate');
