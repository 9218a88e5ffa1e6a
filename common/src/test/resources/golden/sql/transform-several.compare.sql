SELECT infill_n
  FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS infill_rows (infill_c0, infill_c1, infill_to0, infill_to2, infill_n)
 WHERE CAST(infill_c0 AS character varying(20)) IS DISTINCT FROM CAST(infill_to0 AS character varying(20)) OR (infill_c1 IS NULL AND infill_to2 IS NOT NULL)
