-- AlterTable
ALTER TABLE "reorder_supplier_item" ADD COLUMN     "unit_volume_cubic_cm" INTEGER;
