-- CreateTable
CREATE TABLE "fact_lane" (
    "shop_id" INTEGER NOT NULL,
    "lane" TEXT NOT NULL,
    "depth" SMALLINT NOT NULL,
    "origin" TEXT NOT NULL,
    "country" CHAR(2),
    "carrier" TEXT,
    "service" TEXT,
    "province" TEXT,
    "parcels" INTEGER NOT NULL,
    "handling_p50_days" SMALLINT NOT NULL,
    "handling_p90_days" SMALLINT NOT NULL,
    "transit_p50_days" SMALLINT NOT NULL,
    "transit_p90_days" SMALLINT NOT NULL,
    "counted_in" TEXT NOT NULL,
    "transit_shares" REAL[],
    "no_tracking_days" SMALLINT,
    "stuck_days" SMALLINT,
    "measured_parcels" INTEGER NOT NULL,
    "measured_held" INTEGER NOT NULL,

    CONSTRAINT "fact_lane_pkey" PRIMARY KEY ("shop_id","lane")
);

-- CreateTable
CREATE TABLE "fact_lane_silence" (
    "shop_id" INTEGER NOT NULL,
    "lane" TEXT NOT NULL,
    "gaps" INTEGER NOT NULL,
    "shares" DOUBLE PRECISION[],

    CONSTRAINT "fact_lane_silence_pkey" PRIMARY KEY ("shop_id","lane")
);

-- CreateTable
CREATE TABLE "fact_delivery_estimate" (
    "shop_id" INTEGER NOT NULL,
    "country" CHAR(2) NOT NULL,
    "parcels" INTEGER NOT NULL,
    "min_days" SMALLINT NOT NULL,
    "max_days" SMALLINT NOT NULL,
    "day_kind" TEXT NOT NULL,
    "arrivals" JSONB NOT NULL,
    "made_on" DATE NOT NULL,

    CONSTRAINT "fact_delivery_estimate_pkey" PRIMARY KEY ("shop_id","country")
);

-- CreateTable
CREATE TABLE "tracking_lane_model" (
    "shop_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "as_of" DATE NOT NULL,
    "learned_at" TIMESTAMPTZ(3) NOT NULL,
    "parcels" INTEGER NOT NULL,
    "model" JSONB NOT NULL,
    "summary" JSONB NOT NULL,

    CONSTRAINT "tracking_lane_model_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "tracking_estimate_publication" (
    "shop_id" INTEGER NOT NULL,
    "wanted" JSONB NOT NULL,
    "wanted_at" TIMESTAMPTZ(3) NOT NULL,
    "applied" JSONB,
    "applied_at" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "tracking_estimate_publication_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "tracking_flag" (
    "shop_id" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "flag" TEXT NOT NULL,
    "rank" SMALLINT NOT NULL,
    "parcel_id" BIGINT,
    "days" INTEGER NOT NULL,
    "limit_days" INTEGER NOT NULL,
    "over_days" INTEGER NOT NULL,
    "status" TEXT,
    "detail" TEXT,
    "country" CHAR(2) NOT NULL,
    "carrier" TEXT,
    "location_id" BIGINT,
    "processed_on" DATE NOT NULL,
    "lane" TEXT,
    "lane_parcels" INTEGER,
    "promised_on" DATE,
    "raised_on" DATE NOT NULL,

    CONSTRAINT "tracking_flag_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "tracking_put_away" (
    "shop_id" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "flag" TEXT NOT NULL,
    "raised_on" DATE NOT NULL,
    "until_on" DATE,
    "batch" UUID NOT NULL,
    "put_at" TIMESTAMPTZ(3) NOT NULL,
    "previous" JSONB,

    CONSTRAINT "tracking_put_away_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "tracking_note" (
    "shop_id" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "text" TEXT NOT NULL,
    "had_person" BOOLEAN NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tracking_note_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "tracking_notice" (
    "shop_id" INTEGER NOT NULL,
    "parcel_id" BIGINT NOT NULL,
    "channel" TEXT NOT NULL,
    "moment" TEXT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "words" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "tracking_notice_pkey" PRIMARY KEY ("shop_id","parcel_id","channel","moment")
);

-- CreateTable
CREATE TABLE "tracking_mail_template" (
    "shop_id" INTEGER NOT NULL,
    "moment" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tracking_mail_template_pkey" PRIMARY KEY ("shop_id","moment","language")
);

-- CreateTable
CREATE TABLE "tracking_desk_state" (
    "shop_id" INTEGER NOT NULL,
    "merged_up_to" TIMESTAMPTZ(3),
    "swept_on" DATE,

    CONSTRAINT "tracking_desk_state_pkey" PRIMARY KEY ("shop_id")
);

-- CreateIndex
CREATE INDEX "tracking_flag_shop_id_rank_over_days_order_id_idx" ON "tracking_flag"("shop_id", "rank", "over_days" DESC, "order_id");

-- CreateIndex
CREATE INDEX "tracking_put_away_shop_id_batch_idx" ON "tracking_put_away"("shop_id", "batch");

-- CreateIndex
CREATE INDEX "tracking_notice_shop_id_channel_state_due_at_idx" ON "tracking_notice"("shop_id", "channel", "state", "due_at");

-- CreateIndex
CREATE INDEX "tracking_notice_shop_id_created_at_idx" ON "tracking_notice"("shop_id", "created_at");

-- CreateIndex
CREATE INDEX "tracking_parcel_shop_id_merged_at_idx" ON "tracking_parcel"("shop_id", "merged_at");
CALL confine_to_shop('fact_lane');
CALL confine_to_shop('fact_lane_silence');
CALL confine_to_shop('fact_delivery_estimate');
CALL confine_to_shop('tracking_lane_model');
CALL confine_to_shop('tracking_estimate_publication');
CALL confine_to_shop('tracking_flag');
CALL confine_to_shop('tracking_put_away');
CALL confine_to_shop('tracking_note');
CALL confine_to_shop('tracking_notice');
CALL confine_to_shop('tracking_mail_template');
CALL confine_to_shop('tracking_desk_state');
