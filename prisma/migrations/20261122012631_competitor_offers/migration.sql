-- AlterTable
ALTER TABLE "pricing_observation" DROP CONSTRAINT "pricing_observation_pkey",
ADD COLUMN     "confirmed" BOOLEAN NOT NULL DEFAULT false,
ALTER COLUMN "country" SET NOT NULL,
ALTER COLUMN "country" SET DEFAULT 'ZZ',
ADD CONSTRAINT "pricing_observation_pkey" PRIMARY KEY ("shop_id", "variant_id", "competitor_id", "country", "seen_at");

-- AlterTable
ALTER TABLE "pricing_token" ADD COLUMN     "window_at" TIMESTAMPTZ(3),
ADD COLUMN     "window_calls" INTEGER NOT NULL DEFAULT 0;
