-- CreateTable
CREATE TABLE "reorder_supplier" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "card" JSONB NOT NULL,
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reorder_supplier_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "reorder_supplier_item" (
    "shop_id" INTEGER NOT NULL,
    "supplier_id" UUID NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "supplier_sku" TEXT,
    "minimum_units" INTEGER NOT NULL DEFAULT 0,
    "pack_units" INTEGER NOT NULL DEFAULT 1,
    "price_breaks" JSONB NOT NULL,
    "preferred" BOOLEAN NOT NULL DEFAULT false,
    "source" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reorder_supplier_item_pkey" PRIMARY KEY ("shop_id","supplier_id","variant_id")
);

-- CreateTable
CREATE TABLE "reorder_run" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "knowledge" JSONB,
    "summary" JSONB,
    "failure" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "reorder_run_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "reorder_plan_item" (
    "shop_id" INTEGER NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "location_id" BIGINT NOT NULL,
    "as_of" DATE NOT NULL,
    "decision" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL DEFAULT 0,
    "cost_minor" BIGINT,
    "currency" CHAR(3),
    "supplier_id" UUID,
    "health" TEXT NOT NULL,
    "abc_xyz" CHAR(2) NOT NULL,
    "life_cycle" TEXT NOT NULL,
    "days_of_cover" DOUBLE PRECISION,
    "stock_value_minor" BIGINT,
    "excess_units" INTEGER NOT NULL DEFAULT 0,
    "excess_value_minor" BIGINT,
    "lost_units" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "document" JSON NOT NULL,
    "planned_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reorder_plan_item_pkey" PRIMARY KEY ("shop_id","variant_id","location_id")
);

-- CreateTable
CREATE TABLE "reorder_override" (
    "shop_id" INTEGER NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "per_week" DOUBLE PRECISION NOT NULL,
    "reason" TEXT NOT NULL,
    "expires_on" DATE NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reorder_override_pkey" PRIMARY KEY ("shop_id","variant_id")
);

-- CreateTable
CREATE TABLE "reorder_order" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "supplier_id" UUID NOT NULL,
    "location_id" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reference" TEXT,
    "expected_on" DATE,
    "document" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3),

    CONSTRAINT "reorder_order_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "reorder_order_line" (
    "shop_id" INTEGER NOT NULL,
    "order_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "sku" TEXT,
    "title" TEXT NOT NULL,
    "supplier_sku" TEXT,
    "ordered_units" INTEGER NOT NULL,
    "given_up_units" INTEGER NOT NULL DEFAULT 0,
    "unit_price_minor" BIGINT,
    "suggestion" JSON,

    CONSTRAINT "reorder_order_line_pkey" PRIMARY KEY ("shop_id","order_id","id")
);

-- CreateTable
CREATE TABLE "reorder_order_charge" (
    "shop_id" INTEGER NOT NULL,
    "order_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "spread_by" TEXT NOT NULL,

    CONSTRAINT "reorder_order_charge_pkey" PRIMARY KEY ("shop_id","order_id","id")
);

-- CreateTable
CREATE TABLE "reorder_receipt" (
    "shop_id" INTEGER NOT NULL,
    "order_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "received_on" DATE NOT NULL,
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reorder_receipt_pkey" PRIMARY KEY ("shop_id","order_id","id")
);

-- CreateTable
CREATE TABLE "reorder_receipt_line" (
    "shop_id" INTEGER NOT NULL,
    "order_id" UUID NOT NULL,
    "receipt_id" UUID NOT NULL,
    "line_id" UUID NOT NULL,
    "accepted_units" INTEGER NOT NULL,
    "damaged_units" INTEGER NOT NULL,
    "replaced_units" INTEGER NOT NULL,
    "stock_state" TEXT NOT NULL,
    "stock_key" UUID,
    "stock_before" INTEGER,
    "stock_after" INTEGER,
    "failure" JSONB,
    "written_at" TIMESTAMPTZ(3),

    CONSTRAINT "reorder_receipt_line_pkey" PRIMARY KEY ("shop_id","order_id","receipt_id","line_id")
);

-- CreateTable
CREATE TABLE "reorder_order_event" (
    "shop_id" INTEGER NOT NULL,
    "order_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reorder_order_event_pkey" PRIMARY KEY ("shop_id","order_id","id")
);

-- CreateTable
CREATE TABLE "reorder_attachment" (
    "shop_id" INTEGER NOT NULL,
    "order_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reorder_attachment_pkey" PRIMARY KEY ("shop_id","order_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "reorder_supplier_shop_id_name_key" ON "reorder_supplier"("shop_id", "name");

-- CreateIndex
CREATE INDEX "reorder_supplier_item_shop_id_variant_id_idx" ON "reorder_supplier_item"("shop_id", "variant_id");

-- CreateIndex
CREATE INDEX "reorder_run_shop_id_created_at_idx" ON "reorder_run"("shop_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "reorder_plan_item_shop_id_decision_idx" ON "reorder_plan_item"("shop_id", "decision");

-- CreateIndex
CREATE INDEX "reorder_plan_item_shop_id_supplier_id_idx" ON "reorder_plan_item"("shop_id", "supplier_id");

-- CreateIndex
CREATE INDEX "reorder_order_shop_id_state_idx" ON "reorder_order"("shop_id", "state");

-- CreateIndex
CREATE INDEX "reorder_order_shop_id_supplier_id_idx" ON "reorder_order"("shop_id", "supplier_id");

-- CreateIndex
CREATE UNIQUE INDEX "reorder_order_shop_id_number_key" ON "reorder_order"("shop_id", "number");

-- CreateIndex
CREATE INDEX "reorder_order_line_shop_id_variant_id_idx" ON "reorder_order_line"("shop_id", "variant_id");

-- CreateIndex
CREATE INDEX "reorder_receipt_line_shop_id_stock_state_idx" ON "reorder_receipt_line"("shop_id", "stock_state");
CALL confine_to_shop('reorder_supplier');
CALL confine_to_shop('reorder_supplier_item');
CALL confine_to_shop('reorder_run');
CALL confine_to_shop('reorder_plan_item');
CALL confine_to_shop('reorder_override');
CALL confine_to_shop('reorder_order');
CALL confine_to_shop('reorder_order_line');
CALL confine_to_shop('reorder_order_charge');
CALL confine_to_shop('reorder_receipt');
CALL confine_to_shop('reorder_receipt_line');
CALL confine_to_shop('reorder_order_event');
CALL confine_to_shop('reorder_attachment');
