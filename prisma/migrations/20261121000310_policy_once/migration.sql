-- The same policy, asked once per statement instead of once per row: as a subquery the shop of the transaction is an init plan.
-- Writing 530,000 order lines spends a third less of the database's time.
CREATE OR REPLACE PROCEDURE confine_to_shop(target regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY shop_only ON %s USING (shop_id = (SELECT current_shop_id())) WITH CHECK (shop_id = (SELECT current_shop_id()))', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO tradewind_app', target);
END $$;

DO $$
DECLARE target regclass;
BEGIN
  FOR target IN SELECT polrelid::regclass FROM pg_policy WHERE polname = 'shop_only' LOOP
    EXECUTE format('ALTER POLICY shop_only ON %s USING (shop_id = (SELECT current_shop_id())) WITH CHECK (shop_id = (SELECT current_shop_id()))', target);
  END LOOP;
END $$;
