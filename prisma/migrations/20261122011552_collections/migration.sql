-- CreateTable
CREATE TABLE "mirror_collection" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "mirror_collection_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "mirror_collection_product" (
    "shop_id" INTEGER NOT NULL,
    "collection_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,

    CONSTRAINT "mirror_collection_product_pkey" PRIMARY KEY ("shop_id","collection_id","product_id")
);

-- CreateIndex
CREATE INDEX "mirror_collection_product_shop_id_product_id_idx" ON "mirror_collection_product"("shop_id", "product_id");
CALL confine_to_shop('mirror_collection');
CALL confine_to_shop('mirror_collection_product');
