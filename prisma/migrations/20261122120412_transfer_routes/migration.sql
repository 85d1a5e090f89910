-- AlterTable
ALTER TABLE "reorder_route" ADD COLUMN     "direct_days" INTEGER,
ADD COLUMN     "direct_per_unit_minor" BIGINT,
ALTER COLUMN "days" DROP NOT NULL;
