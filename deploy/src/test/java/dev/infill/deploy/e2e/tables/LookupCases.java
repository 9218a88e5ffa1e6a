package dev.infill.deploy.e2e.tables;

import static dev.infill.deploy.e2e.tables.TableCase.table;

import dev.infill.deploy.e2e.tables.TableCase.Gate;
import java.util.List;
import java.util.stream.Stream;

/** Values that look into other tables, which the application writes as well. */
final class LookupCases {
  private static final String NOT_NULL = "constraints: { notNull: true }";

  private LookupCases() {}

  static List<TableCase> all() {
    return List.of(
        names("lookup", "CREATE TABLE t (id bigint PRIMARY KEY, customer int)").alsoOn15(),
        names(
            "lookup-of-partitions",
            "CREATE TABLE t (id bigint PRIMARY KEY, customer int) PARTITION BY HASH (id)",
            "CREATE TABLE t_0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
            "CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1)"),
        sums().alsoOn15(),
        rates());
  }

  /** The name of a customer, who may be missing, be renamed, get another number or go. */
  private static TableCase names(String name, String... create) {
    String value = "(SELECT c.name FROM customers c WHERE c.id = customer)";
    return table(name, create)
        .setup(
            "CREATE INDEX t_customer ON t (customer)",
            "CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL)",
            "INSERT INTO customers SELECT i, 'Name ' || i FROM generate_series(0, 49) i",
            "INSERT INTO t SELECT i, i % 60 FROM generate_series(1, 1000) i")
        .column("c", "text", value)
        .spec("lookups: [ { table: customers, via: \"customers.id = t.customer\" } ]")
        .unmirrored()
        .writes(
            keeping(
                value,
                "INSERT INTO t (id, customer) VALUES ($n, $n % 60)",
                "UPDATE t SET customer = $n % 60 WHERE id = $r",
                "UPDATE t SET id = $n WHERE id = $r",
                "DELETE FROM t WHERE id = $r",
                "UPDATE customers SET name = 'Name.$n' WHERE id = $r % 60",
                "DELETE FROM customers WHERE id = $r % 60",
                "INSERT INTO customers VALUES ($n % 60, 'New.$n') ON CONFLICT DO NOTHING",
                "UPDATE customers SET id = $n % 60 WHERE id = $r % 60"
                    + " AND NOT EXISTS (SELECT FROM customers WHERE id = $n % 60)"));
  }

  /** What was paid for each row, by payments that move from one to another, or belong to none. */
  private static TableCase sums() {
    String value = "(SELECT coalesce(sum(amount), 0) FROM payments WHERE t_id = id)";
    return table(
            "lookup-of-a-sum",
            "CREATE TABLE payments (n bigint PRIMARY KEY, t_id bigint, amount int NOT NULL)",
            "CREATE INDEX payments_t ON payments (t_id)",
            "ALTER TABLE payments REPLICA IDENTITY FULL",
            "INSERT INTO payments SELECT i, nullif(i % 700, 0), i FROM generate_series(1, 2000) i",
            "CREATE TABLE t (id bigint PRIMARY KEY, email text)",
            "INSERT INTO t SELECT i, 'Mail.' || i FROM generate_series(1, 1000) i")
        .column("c", "bigint", value)
        .spec("lookups: [ { table: payments, via: \"payments.t_id = t.id\" } ]\n" + NOT_NULL)
        .unmirrored()
        .writes(
            keeping(
                value,
                "INSERT INTO t (id{+, c+}) VALUES ($n{+, 0+})",
                "UPDATE t SET email = 'New.$n' WHERE id = $r",
                "INSERT INTO payments VALUES ($n, $r, $n % 90)",
                "INSERT INTO payments VALUES ($n, NULL, $n % 90)",
                "UPDATE payments SET t_id = nullif($n % 9, 8) * 100 WHERE n = $r",
                "UPDATE payments SET amount = $n % 90 WHERE n = $r",
                "DELETE FROM payments WHERE n = $r"));
  }

  /** Two tables, one of them by two columns; the migration is told to trust the application. */
  private static TableCase rates() {
    String value =
        "coalesce((SELECT r.rate FROM rates r WHERE r.day = t.day AND r.currency = t.currency), 0)"
            + " + coalesce((SELECT fee FROM fees WHERE fees.currency = t.currency), 0)";
    return table(
            "lookup-of-two-tables",
            "CREATE TABLE rates (day int, currency text, rate numeric, PRIMARY KEY (day, currency))",
            "INSERT INTO rates SELECT i % 20, 'C' || i / 20, i FROM generate_series(0, 99) i",
            "CREATE TABLE fees (currency text PRIMARY KEY, fee numeric NOT NULL)",
            "INSERT INTO fees SELECT 'C' || i, i FROM generate_series(0, 4) i",
            "CREATE TABLE t (id bigint PRIMARY KEY, day int, currency text)",
            "CREATE INDEX t_rate ON t (currency, day)",
            "INSERT INTO t SELECT i, i % 25, 'C' || i % 6 FROM generate_series(1, 1000) i")
        .column("c", "numeric", value)
        .spec(
            """
            lookups:
              - { table: rates, via: "rates.day = t.day AND rates.currency = t.currency" }
              - { table: public.fees, via: "fees.currency = t.currency" }
            """
                + NOT_NULL)
        .unmirrored()
        .writes(
            keeping(
                value,
                "INSERT INTO t (id, day, currency{+, c+}) VALUES ($n, $n % 25, 'C' || $n % 6{+, 0+})",
                "UPDATE t SET day = $n % 25 WHERE id = $r",
                "DELETE FROM t WHERE id = $r",
                "INSERT INTO rates VALUES ($n % 25, 'C' || $r % 6, $n)"
                    + " ON CONFLICT (day, currency) DO UPDATE SET rate = EXCLUDED.rate",
                "DELETE FROM rates WHERE day = $r % 25 AND currency = 'C' || $n % 6",
                "UPDATE fees SET fee = $n WHERE currency = 'C' || $r % 5"))
        .gate(Gate.ASSUME);
  }

  /** Writes of an application that, once it knows the column, keeps it right in each. */
  private static String[] keeping(String value, String... writes) {
    String kept = "{+; UPDATE t SET c = %1$s WHERE c IS DISTINCT FROM %1$s+}".formatted(value);
    return Stream.of(writes).map(write -> write + kept).toArray(String[]::new);
  }
}
