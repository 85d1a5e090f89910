-- Lists of the plan in their orders (planning/store.server.ts, SORT_KEYS), and what lies in the wrong place (transfers/store.server.ts): of a large shop
-- a page reads its own rows only. Partial, which prisma/schema cannot say.
CREATE INDEX "reorder_plan_item_by_cost" ON "reorder_plan_item"("shop_id", (coalesce("cost_minor", 0)), "variant_id") INCLUDE ("decision") WHERE "location_id" = 0;
CREATE INDEX "reorder_plan_item_by_cover" ON "reorder_plan_item"("shop_id", (coalesce((least("days_of_cover", 1e9) * 100)::bigint, 1000000000000)), "variant_id") WHERE "location_id" = 0;
CREATE INDEX "reorder_plan_item_by_stock" ON "reorder_plan_item"("shop_id", (coalesce("stock_value_minor", 0)), "variant_id") WHERE "location_id" = 0;
CREATE INDEX "reorder_plan_item_by_excess" ON "reorder_plan_item"("shop_id", ("excess_units"::bigint), "variant_id") WHERE "location_id" = 0;
CREATE INDEX "reorder_plan_item_short" ON "reorder_plan_item"("shop_id", "days_of_cover", "variant_id") WHERE "location_id" <> 0 AND "decision" = 'order';
CREATE INDEX "reorder_plan_item_spare" ON "reorder_plan_item"("shop_id", "variant_id") WHERE "location_id" <> 0 AND "excess_units" > 0;
