-- AlterTable
ALTER TABLE "reorder_attachment" ADD COLUMN     "deleted_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "mail_message" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "recipients" TEXT[],
    "subject" TEXT NOT NULL,
    "files" TEXT[],
    "message" BYTEA NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failure" JSONB,
    "answer" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "handed_over_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_message_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "reorder_alert" (
    "shop_id" INTEGER NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "location_id" BIGINT NOT NULL,
    "episode" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "dismissed_at" TIMESTAMPTZ(3),
    "mail_id" UUID,
    "flow_state" TEXT NOT NULL,
    "flow_sent_at" TIMESTAMPTZ(3),
    "flow_failure" JSONB,

    CONSTRAINT "reorder_alert_pkey" PRIMARY KEY ("shop_id","variant_id","location_id","episode")
);

-- CreateTable
CREATE TABLE "reorder_order_import" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "counts" JSONB NOT NULL,
    "before" JSON NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "reorder_order_import_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "mail_message_shop_id_kind_about_idx" ON "mail_message"("shop_id", "kind", "about");

-- CreateIndex
CREATE INDEX "mail_message_shop_id_created_at_idx" ON "mail_message"("shop_id", "created_at");

-- CreateIndex
CREATE INDEX "reorder_alert_shop_id_closed_at_idx" ON "reorder_alert"("shop_id", "closed_at");

-- CreateIndex
CREATE INDEX "reorder_alert_shop_id_flow_state_idx" ON "reorder_alert"("shop_id", "flow_state");

-- CreateIndex
CREATE INDEX "reorder_order_import_shop_id_imported_at_idx" ON "reorder_order_import"("shop_id", "imported_at");
CALL confine_to_shop('mail_message');
CALL confine_to_shop('reorder_alert');
CALL confine_to_shop('reorder_order_import');
