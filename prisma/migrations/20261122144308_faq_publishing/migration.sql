-- CreateTable
CREATE TABLE "faq_publication" (
    "shop_id" INTEGER NOT NULL,
    "handle" TEXT NOT NULL,
    "wanted" JSONB,
    "wanted_hash" TEXT,
    "state" TEXT NOT NULL,
    "shopify_id" BIGINT,
    "written_hash" TEXT,
    "languages" TEXT[],
    "is_forced" BOOLEAN NOT NULL DEFAULT false,
    "failure" JSONB,
    "planned_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "written_at" TIMESTAMPTZ(3),

    CONSTRAINT "faq_publication_pkey" PRIMARY KEY ("shop_id","handle")
);

-- CreateTable
CREATE TABLE "faq_publishing" (
    "shop_id" INTEGER NOT NULL,
    "planned_count" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "failure" JSONB,
    "revision" BIGINT NOT NULL DEFAULT 0,
    "facts" JSONB,
    "facts_at" TIMESTAMPTZ(3),

    CONSTRAINT "faq_publishing_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "faq_bound_settings" (
    "shop_id" INTEGER NOT NULL,
    "market_id" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,
    "settings" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "faq_bound_settings_pkey" PRIMARY KEY ("shop_id","market_id","version")
);

-- CreateTable
CREATE TABLE "faq_market_fact" (
    "shop_id" INTEGER NOT NULL,
    "market_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3),

    CONSTRAINT "faq_market_fact_pkey" PRIMARY KEY ("shop_id","market_id","name")
);

-- CreateTable
CREATE TABLE "faq_question" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "text" TEXT NOT NULL,
    "text_key" TEXT NOT NULL,
    "client" TEXT,
    "locale" TEXT NOT NULL,
    "market" TEXT,
    "page" TEXT,
    "product_id" BIGINT,
    "outcome" TEXT NOT NULL,
    "nearest" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "entry_id" BIGINT,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),
    "email_box" TEXT,
    "email_hash" TEXT,
    "email_until" TIMESTAMPTZ(3),

    CONSTRAINT "faq_question_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "faq_reply" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "question_id" BIGINT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "send_at" TIMESTAMPTZ(3) NOT NULL,
    "mail_id" UUID,
    "failure" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "faq_reply_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "faq_vote" (
    "shop_id" INTEGER NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "voted_on" DATE NOT NULL,
    "client" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "helpful" BOOLEAN NOT NULL,

    CONSTRAINT "faq_vote_pkey" PRIMARY KEY ("shop_id","entry_id","voted_on","client")
);

-- CreateTable
CREATE TABLE "faq_vote_day" (
    "shop_id" INTEGER NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "voted_on" DATE NOT NULL,
    "locale" TEXT NOT NULL,
    "helpful" INTEGER NOT NULL,
    "unhelpful" INTEGER NOT NULL,

    CONSTRAINT "faq_vote_day_pkey" PRIMARY KEY ("shop_id","entry_id","voted_on","locale")
);

-- CreateTable
CREATE TABLE "faq_fix" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "language" TEXT NOT NULL,
    "placeholder" TEXT NOT NULL,
    "version_before" INTEGER NOT NULL,
    "version_after" INTEGER NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "faq_fix_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "fact_lookup_gap" (
    "shop_id" INTEGER NOT NULL,
    "week_on" DATE NOT NULL,
    "status" TEXT NOT NULL,
    "lookups" INTEGER NOT NULL,

    CONSTRAINT "fact_lookup_gap_pkey" PRIMARY KEY ("shop_id","week_on","status")
);

-- CreateIndex
CREATE INDEX "faq_publication_shop_id_state_idx" ON "faq_publication"("shop_id", "state");

-- CreateIndex
CREATE INDEX "faq_question_shop_id_state_asked_at_idx" ON "faq_question"("shop_id", "state", "asked_at");

-- CreateIndex
CREATE INDEX "faq_question_shop_id_email_hash_idx" ON "faq_question"("shop_id", "email_hash");

-- CreateIndex
CREATE UNIQUE INDEX "faq_question_shop_id_text_key_client_key" ON "faq_question"("shop_id", "text_key", "client");

-- CreateIndex
CREATE INDEX "faq_reply_shop_id_question_id_idx" ON "faq_reply"("shop_id", "question_id");

-- CreateIndex
CREATE INDEX "faq_vote_shop_id_voted_on_idx" ON "faq_vote"("shop_id", "voted_on");

-- CreateIndex
CREATE INDEX "faq_fix_shop_id_made_at_idx" ON "faq_fix"("shop_id", "made_at");
CALL confine_to_shop('faq_publication');
CALL confine_to_shop('faq_publishing');
CALL confine_to_shop('faq_bound_settings');
CALL confine_to_shop('faq_market_fact');
CALL confine_to_shop('faq_question');
CALL confine_to_shop('faq_reply');
CALL confine_to_shop('faq_vote');
CALL confine_to_shop('faq_vote_day');
CALL confine_to_shop('faq_fix');
CALL confine_to_shop('fact_lookup_gap');
