-- CreateTable
CREATE TABLE "mirror_transfer" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "origin_location_id" BIGINT,
    "origin_name" TEXT,
    "destination_location_id" BIGINT,
    "destination_name" TEXT,
    "reference" TEXT,
    "total_units" INTEGER NOT NULL,
    "received_units" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "mirror_transfer_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "mirror_transfer_line" (
    "shop_id" INTEGER NOT NULL,
    "transfer_id" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "inventory_item_id" BIGINT NOT NULL,
    "units" INTEGER NOT NULL,

    CONSTRAINT "mirror_transfer_line_pkey" PRIMARY KEY ("shop_id","transfer_id","id")
);

-- CreateTable
CREATE TABLE "mirror_shipment" (
    "shop_id" INTEGER NOT NULL,
    "transfer_id" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "shipped_at" TIMESTAMPTZ(3),
    "arrives_at" TIMESTAMPTZ(3),

    CONSTRAINT "mirror_shipment_pkey" PRIMARY KEY ("shop_id","transfer_id","id")
);

-- CreateTable
CREATE TABLE "mirror_shipment_line" (
    "shop_id" INTEGER NOT NULL,
    "transfer_id" BIGINT NOT NULL,
    "shipment_id" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "inventory_item_id" BIGINT NOT NULL,
    "units" INTEGER NOT NULL,
    "accepted_units" INTEGER NOT NULL,
    "rejected_units" INTEGER NOT NULL,

    CONSTRAINT "mirror_shipment_line_pkey" PRIMARY KEY ("shop_id","transfer_id","shipment_id","id")
);

-- CreateTable
CREATE TABLE "reorder_route" (
    "shop_id" INTEGER NOT NULL,
    "origin_location_id" BIGINT NOT NULL,
    "destination_location_id" BIGINT NOT NULL,
    "days" INTEGER NOT NULL,
    "cost_per_kg_minor" BIGINT NOT NULL DEFAULT 0,
    "cost_per_unit_minor" BIGINT NOT NULL DEFAULT 0,
    "fixed_minor" BIGINT NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reorder_route_pkey" PRIMARY KEY ("shop_id","origin_location_id","destination_location_id")
);

-- CreateTable
CREATE TABLE "reorder_transfer" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "origin_location_id" BIGINT NOT NULL,
    "destination_location_id" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "call_key" UUID,
    "shopify_id" BIGINT,
    "failure" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "written_at" TIMESTAMPTZ(3),

    CONSTRAINT "reorder_transfer_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "reorder_transfer_line" (
    "shop_id" INTEGER NOT NULL,
    "transfer_id" UUID NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "inventory_item_id" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "sku" TEXT,
    "units" INTEGER NOT NULL,

    CONSTRAINT "reorder_transfer_line_pkey" PRIMARY KEY ("shop_id","transfer_id","variant_id")
);

-- CreateIndex
CREATE INDEX "mirror_transfer_shop_id_status_idx" ON "mirror_transfer"("shop_id", "status");

-- CreateIndex
CREATE INDEX "mirror_transfer_line_shop_id_inventory_item_id_idx" ON "mirror_transfer_line"("shop_id", "inventory_item_id");

-- CreateIndex
CREATE INDEX "mirror_shipment_line_shop_id_inventory_item_id_idx" ON "mirror_shipment_line"("shop_id", "inventory_item_id");

-- CreateIndex
CREATE INDEX "reorder_transfer_shop_id_state_idx" ON "reorder_transfer"("shop_id", "state");

-- CreateIndex
CREATE INDEX "reorder_transfer_shop_id_shopify_id_idx" ON "reorder_transfer"("shop_id", "shopify_id");

-- CreateIndex
CREATE UNIQUE INDEX "reorder_transfer_shop_id_number_key" ON "reorder_transfer"("shop_id", "number");

-- CreateIndex
CREATE INDEX "reorder_transfer_line_shop_id_variant_id_idx" ON "reorder_transfer_line"("shop_id", "variant_id");
CALL confine_to_shop('mirror_transfer');
CALL confine_to_shop('mirror_transfer_line');
CALL confine_to_shop('mirror_shipment');
CALL confine_to_shop('mirror_shipment_line');
CALL confine_to_shop('reorder_route');
CALL confine_to_shop('reorder_transfer');
CALL confine_to_shop('reorder_transfer_line');
