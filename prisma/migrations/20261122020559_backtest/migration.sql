-- CreateTable
CREATE TABLE "pricing_backtest" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "rule_set_id" UUID NOT NULL,
    "rule_set_version" INTEGER NOT NULL,
    "rule_set_name" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "from_on" DATE NOT NULL,
    "to_on" DATE NOT NULL,
    "steps_done" INTEGER NOT NULL DEFAULT 0,
    "steps_total" INTEGER NOT NULL,
    "result" JSONB,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "pricing_backtest_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "pricing_backtest_product" (
    "shop_id" INTEGER NOT NULL,
    "backtest_id" UUID NOT NULL,
    "product_id" BIGINT NOT NULL,
    "units" BIGINT NOT NULL,
    "revenue_minor" BIGINT NOT NULL,
    "planned_revenue_minor" BIGINT NOT NULL,
    "margin_minor" BIGINT,
    "planned_margin_minor" BIGINT,
    "margin_change_minor" BIGINT NOT NULL,
    "elasticity" TEXT NOT NULL,
    "suggested_gain_minor" BIGINT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "pricing_backtest_product_pkey" PRIMARY KEY ("shop_id","backtest_id","product_id")
);

-- CreateIndex
CREATE INDEX "pricing_backtest_shop_id_created_at_idx" ON "pricing_backtest"("shop_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "pricing_backtest_product_shop_id_backtest_id_margin_change__idx" ON "pricing_backtest_product"("shop_id", "backtest_id", "margin_change_minor", "product_id");

-- CreateIndex
CREATE INDEX "pricing_backtest_product_shop_id_backtest_id_suggested_gain_idx" ON "pricing_backtest_product"("shop_id", "backtest_id", "suggested_gain_minor", "product_id");
CALL confine_to_shop('pricing_backtest');
CALL confine_to_shop('pricing_backtest_product');
