-- CreateTable
CREATE TABLE "mirror_bundle_component" (
    "shop_id" INTEGER NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "component_variant_id" BIGINT NOT NULL,
    "units" INTEGER NOT NULL,
    "value_share" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "mirror_bundle_component_pkey" PRIMARY KEY ("shop_id","variant_id","component_variant_id")
);

-- CreateIndex
CREATE INDEX "mirror_bundle_component_shop_id_component_variant_id_idx" ON "mirror_bundle_component"("shop_id", "component_variant_id");
CALL confine_to_shop('mirror_bundle_component');

-- Lines of orders as the goods they take from stock: a line of a bundle is a line of each of its components. Two branches, so that a question about
-- a variant or an order reaches the lines' own indexes; invoker: row-level security stays the reader's.
CREATE VIEW "mirror_goods_line" WITH (security_invoker = true) AS
SELECT l."shop_id", l."order_id", l."id", l."variant_id", 1 AS "units_each", l."quantity", l."current_quantity",
       (l."quantity" * l."unit_price_minor" - l."discount_minor")::float8 AS "revenue_minor"
FROM "mirror_order_line" l
WHERE l."variant_id" IS NOT NULL
  AND NOT EXISTS (SELECT FROM "mirror_bundle_component" b WHERE b."shop_id" = l."shop_id" AND b."variant_id" = l."variant_id")
UNION ALL
SELECT l."shop_id", l."order_id", l."id", b."component_variant_id", b."units", l."quantity" * b."units", l."current_quantity" * b."units",
       (l."quantity" * l."unit_price_minor" - l."discount_minor") * b."value_share"
FROM "mirror_bundle_component" b
JOIN "mirror_order_line" l ON l."shop_id" = b."shop_id" AND l."variant_id" = b."variant_id";
GRANT SELECT ON "mirror_goods_line" TO tradewind_app;
