-- CreateTable
CREATE TABLE "mirror_fulfillment_event" (
    "shop_id" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "fulfillment_id" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,
    "message" TEXT,
    "country" TEXT,
    "province" TEXT,
    "city" TEXT,

    CONSTRAINT "mirror_fulfillment_event_pkey" PRIMARY KEY ("shop_id","order_id","fulfillment_id","id")
);

-- CreateTable
CREATE TABLE "tracking_parcel" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "order_id" BIGINT NOT NULL,
    "fulfillment_id" BIGINT NOT NULL,
    "number" TEXT NOT NULL,
    "number_key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "company" TEXT,
    "carrier" TEXT,
    "url" TEXT,
    "last_mile_carrier" TEXT,
    "last_mile_number" TEXT,
    "location_id" BIGINT,
    "origin_country" CHAR(2),
    "destination_country" CHAR(2) NOT NULL,
    "destination_province" TEXT,
    "service" TEXT,
    "ordered_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_on" DATE NOT NULL,
    "fulfilled_at" TIMESTAMPTZ(3) NOT NULL,
    "fulfilled_on" DATE NOT NULL,
    "status" TEXT,
    "detail" TEXT,
    "status_since" TIMESTAMPTZ(3),
    "first_scan_at" TIMESTAMPTZ(3),
    "last_scan_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "timeline" JSONB NOT NULL,
    "promised_p50_on" DATE,
    "promised_p90_on" DATE,
    "merged_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "tracking_parcel_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "tracking_event" (
    "shop_id" INTEGER NOT NULL,
    "parcel_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "leg" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "detail" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "country" CHAR(2),
    "city" TEXT,
    "text" TEXT,
    "heard_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tracking_event_pkey" PRIMARY KEY ("shop_id","parcel_id","key")
);

-- CreateTable
CREATE TABLE "tracking_settings" (
    "shop_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "settings" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tracking_settings_pkey" PRIMARY KEY ("shop_id")
);

-- CreateIndex
CREATE INDEX "tracking_parcel_shop_id_order_id_idx" ON "tracking_parcel"("shop_id", "order_id");

-- CreateIndex
CREATE INDEX "tracking_parcel_shop_id_number_key_idx" ON "tracking_parcel"("shop_id", "number_key");

-- CreateIndex
CREATE INDEX "tracking_parcel_shop_id_delivered_at_idx" ON "tracking_parcel"("shop_id", "delivered_at");

-- CreateIndex
CREATE UNIQUE INDEX "tracking_parcel_shop_id_fulfillment_id_number_key" ON "tracking_parcel"("shop_id", "fulfillment_id", "number");
CALL confine_to_shop('mirror_fulfillment_event');
CALL confine_to_shop('tracking_parcel');
CALL confine_to_shop('tracking_event');
CALL confine_to_shop('tracking_settings');
