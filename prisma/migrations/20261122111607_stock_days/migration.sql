-- CreateTable
CREATE TABLE "fact_stock_day" (
    "shop_id" INTEGER NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "location_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "available" INTEGER,
    "on_hand" INTEGER,
    "out_seconds" INTEGER NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "fact_stock_day_pkey" PRIMARY KEY ("shop_id","variant_id","location_id","day")
);

-- CreateTable
CREATE TABLE "fact_stock_cover" (
    "shop_id" INTEGER NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "days_of_cover" DOUBLE PRECISION,
    "excess_units" INTEGER NOT NULL,
    "excess_value_minor" BIGINT,
    "currency" CHAR(3) NOT NULL,
    "as_of" DATE NOT NULL,
    "expires_on" DATE NOT NULL,

    CONSTRAINT "fact_stock_cover_pkey" PRIMARY KEY ("shop_id","variant_id")
);
CALL confine_to_shop('fact_stock_day');
CALL confine_to_shop('fact_stock_cover');
