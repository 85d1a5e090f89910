-- CreateTable
CREATE TABLE "reorder_policy" (
    "shop_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reorder_policy_pkey" PRIMARY KEY ("shop_id","version")
);
CALL confine_to_shop('reorder_policy');
