-- Where a backfill's downloaded rows wait to be merged: one set of unlogged tables per run and phase, made and dropped by the run.
-- Not tenant tables: COPY FROM cannot write under row-level security. Each set holds one shop's rows, and only sync reads them.
CREATE SCHEMA stage;
GRANT USAGE, CREATE ON SCHEMA stage TO tradewind_app;

-- Bulk operations cannot list a refund's lines (no connections inside a list): false until they were fetched by id.
ALTER TABLE "mirror_refund" ADD COLUMN "detailed" BOOLEAN NOT NULL DEFAULT false;

-- Of all runs of a shop at most one is waiting to run or running.
CREATE UNIQUE INDEX "sync_run_one_active" ON "sync_run"("shop_id") WHERE state IN ('queued', 'running');
