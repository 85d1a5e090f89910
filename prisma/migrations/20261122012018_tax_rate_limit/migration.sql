-- AlterTable
ALTER TABLE "pricing_tax_rate" ADD COLUMN     "up_to_currency" CHAR(3),
ADD COLUMN     "up_to_minor" BIGINT;
