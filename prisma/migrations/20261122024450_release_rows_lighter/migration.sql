-- DropIndex
DROP INDEX "pricing_release_row_shop_id_variant_id_idx";

-- AlterTable
ALTER TABLE "pricing_release" DROP COLUMN "rollback_of";

-- AlterTable
ALTER TABLE "pricing_release_row" ALTER COLUMN "trace" SET DATA TYPE JSON;
