SELECT virtualtransaction FROM pg_locks
 WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = 1768842860
   AND objid = '"public"."users"'::regclass::oid
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
