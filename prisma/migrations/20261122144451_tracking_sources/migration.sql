-- CreateTable
CREATE TABLE "tracking_source" (
    "shop_id" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "secret_box" TEXT,
    "account_hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "options" JSONB NOT NULL,
    "push_token" TEXT NOT NULL,
    "connected_at" TIMESTAMPTZ(3) NOT NULL,
    "disconnected_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "blocked_until" TIMESTAMPTZ(3),
    "trouble" JSONB,
    "asked_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "pushed_at" TIMESTAMPTZ(3),
    "quota_total" INTEGER,
    "quota_used" INTEGER,
    "quota_seen_at" TIMESTAMPTZ(3),
    "ignored" INTEGER NOT NULL DEFAULT 0,
    "forged" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "tracking_source_pkey" PRIMARY KEY ("shop_id","source")
);

-- CreateTable
CREATE TABLE "tracking_registration" (
    "shop_id" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "number_key" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "carrier" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "words" TEXT,
    "planned_at" TIMESTAMPTZ(3) NOT NULL,
    "called_at" TIMESTAMPTZ(3),
    "registered_at" TIMESTAMPTZ(3),
    "remote_id" TEXT,
    "asked_at" TIMESTAMPTZ(3),
    "next_ask_at" TIMESTAMPTZ(3),
    "news_at" TIMESTAMPTZ(3),

    CONSTRAINT "tracking_registration_pkey" PRIMARY KEY ("shop_id","source","number_key")
);

-- CreateTable
CREATE TABLE "tracking_upload" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "counts" JSONB NOT NULL,
    "added" JSONB NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "tracking_upload_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "tracking_carrier_choice" (
    "shop_id" INTEGER NOT NULL,
    "name_key" TEXT NOT NULL,
    "typed" TEXT NOT NULL,
    "carrier" TEXT,
    "chosen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tracking_carrier_choice_pkey" PRIMARY KEY ("shop_id","name_key")
);

-- CreateIndex
CREATE INDEX "tracking_registration_shop_id_source_state_idx" ON "tracking_registration"("shop_id", "source", "state");

-- CreateIndex
CREATE INDEX "tracking_registration_shop_id_source_next_ask_at_idx" ON "tracking_registration"("shop_id", "source", "next_ask_at");

-- CreateIndex
CREATE INDEX "tracking_upload_shop_id_imported_at_idx" ON "tracking_upload"("shop_id", "imported_at");
CALL confine_to_shop('tracking_source');
CALL confine_to_shop('tracking_registration');
CALL confine_to_shop('tracking_upload');
CALL confine_to_shop('tracking_carrier_choice');
