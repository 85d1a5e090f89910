-- AlterTable
ALTER TABLE "reorder_supplier" ADD COLUMN     "score" JSON,
ADD COLUMN     "scored_on" DATE;

-- CreateTable
CREATE TABLE "reorder_supplier_import" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "items" INTEGER NOT NULL,
    "before" JSON NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "reorder_supplier_import_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "reorder_supplier_import_shop_id_supplier_id_idx" ON "reorder_supplier_import"("shop_id", "supplier_id");

CALL confine_to_shop('reorder_supplier_import');
