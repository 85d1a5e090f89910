-- CreateTable
CREATE TABLE "reorder_keeping" (
    "shop_id" INTEGER NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "shelf_life_days" INTEGER,
    "season_ends_on" DATE,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reorder_keeping_pkey" PRIMARY KEY ("shop_id","variant_id")
);
CALL confine_to_shop('reorder_keeping');
