SELECT infill_n
  FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS infill_rows (infill_c0, infill_to0, infill_n)
 WHERE CAST(infill_c0 AS text) IS DISTINCT FROM CAST(infill_to0 AS text)
