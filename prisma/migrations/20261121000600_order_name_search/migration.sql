-- The beginning of an order's name is searched by byte-wise ranges: unlike LIKE these may use an index under row-level security,
-- when it compares bytes. Equality uses it too.
DROP INDEX "mirror_order_shop_id_name_idx";
CREATE INDEX "mirror_order_shop_id_name_idx" ON "mirror_order"("shop_id", "name" text_pattern_ops);
