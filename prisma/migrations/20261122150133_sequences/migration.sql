-- Rows are numbered under the confined role: it may use the counters that there are, and those of tables to come.
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tradewind_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO tradewind_app;
