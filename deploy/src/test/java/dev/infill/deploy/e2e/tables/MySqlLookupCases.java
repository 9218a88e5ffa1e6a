package dev.infill.deploy.e2e.tables;

import static dev.infill.deploy.e2e.tables.MySqlCases.THOUSAND;
import static dev.infill.deploy.e2e.tables.MySqlCases.table;

import dev.infill.deploy.e2e.tables.TableCase.Gate;
import java.util.List;
import java.util.stream.Stream;

/** Values on MySQL that look into other tables, which the application writes as well. */
final class MySqlLookupCases {
  private static final String NOT_NULL = "constraints: { notNull: true }";

  private MySqlLookupCases() {}

  static List<TableCase> all() {
    return List.of(
        names().on(CaseServer.MYSQL, CaseServer.MYSQL_ODD, CaseServer.MYSQL_8_0),
        sums().on(CaseServer.MYSQL, CaseServer.MYSQL_8_0),
        rates());
  }

  /** The name of a customer, who may be missing, be renamed, get another number or go. */
  private static TableCase names() {
    String value = "(SELECT x.name FROM customers x WHERE x.id = customer)";
    return table(
            "lookup",
            "CREATE TABLE t (id bigint PRIMARY KEY, customer int, KEY (customer))",
            "CREATE TABLE customers (id int PRIMARY KEY, name varchar(50) NOT NULL)",
            "INSERT INTO customers "
                + THOUSAND
                + " SELECT i - 1, CONCAT('Name ', i) FROM n WHERE i <= 50",
            "INSERT INTO t " + THOUSAND + " SELECT i, i % 60 FROM n")
        .column("c", "varchar(50)", value)
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
                "INSERT IGNORE INTO customers VALUES ($n % 60, 'New.$n')",
                "UPDATE IGNORE customers SET id = $n % 60 WHERE id = $r % 60"));
  }

  /** What was paid for each row, by payments that move from one to another, or belong to none. */
  private static TableCase sums() {
    String value = "(SELECT COALESCE(SUM(amount), 0) FROM payments WHERE t_id = t.id)";
    return table(
            "lookup-of-a-sum",
            "CREATE TABLE payments (n bigint PRIMARY KEY, t_id bigint, amount int NOT NULL, KEY (t_id))",
            "INSERT INTO payments " + THOUSAND + " SELECT i, NULLIF(i % 700, 0), i FROM n",
            "CREATE TABLE t (id bigint PRIMARY KEY, email varchar(50))",
            "INSERT INTO t " + THOUSAND + " SELECT i, CONCAT('Mail.', i) FROM n")
        .column("c", "decimal(20,0)", value)
        .spec("lookups: [ { table: payments, via: \"payments.t_id = t.id\" } ]\n" + NOT_NULL)
        .unmirrored()
        .writes(
            keeping(
                value,
                "INSERT INTO t (id{+, c+}) VALUES ($n{+, 0+})",
                "UPDATE t SET email = 'New.$n' WHERE id = $r",
                "INSERT INTO payments VALUES ($n, $r, $n % 90)",
                "INSERT INTO payments VALUES ($n, NULL, $n % 90)",
                "UPDATE payments SET t_id = NULLIF($n % 9, 8) * 100 WHERE n = $r",
                "UPDATE payments SET amount = $n % 90 WHERE n = $r",
                "DELETE FROM payments WHERE n = $r"));
  }

  /**
   * Two tables, one of them by two columns, for a partitioned one; the migration is told to trust
   * the application.
   */
  private static TableCase rates() {
    String value =
        "coalesce((SELECT r.rate FROM rates r WHERE r.day = t.day AND r.currency = t.currency), 0)"
            + " + coalesce((SELECT fee FROM fees WHERE fees.currency = t.currency), 0)";
    return table(
            "lookup-of-two-tables",
            "CREATE TABLE rates (day int, currency varchar(9), rate decimal(10,2), PRIMARY KEY (day, currency))",
            "INSERT INTO rates "
                + THOUSAND
                + " SELECT i % 20, CONCAT('C', i DIV 20), i FROM n WHERE i < 100",
            "CREATE TABLE fees (currency varchar(9) PRIMARY KEY, fee decimal(10,2) NOT NULL)",
            "INSERT INTO fees " + THOUSAND + " SELECT CONCAT('C', i - 1), i FROM n WHERE i <= 5",
            "CREATE TABLE t (id bigint PRIMARY KEY, day int, currency varchar(9), KEY (currency, day))"
                + " PARTITION BY HASH (id) PARTITIONS 3",
            "INSERT INTO t " + THOUSAND + " SELECT i, i % 25, CONCAT('c', i % 6) FROM n")
        .column("c", "decimal(12,2)", value)
        .spec(
            """
            lookups:
              - { table: rates, via: "rates.day = t.day AND rates.currency = t.currency" }
              - { table: fees, via: "fees.currency = t.currency" }
            """
                + NOT_NULL)
        .unmirrored()
        .writes(
            keeping(
                value,
                "INSERT INTO t (id, day, currency{+, c+}) VALUES ($n, $n % 25, CONCAT('C', $n % 6){+, 0+})",
                "UPDATE t SET day = $n % 25 WHERE id = $r",
                "DELETE FROM t WHERE id = $r",
                "REPLACE INTO rates VALUES ($n % 25, CONCAT('C', $r % 6), $n)",
                "DELETE FROM rates WHERE day = $r % 25 AND currency = CONCAT('C', $n % 6)",
                "UPDATE fees SET fee = $n % 1000 WHERE currency = CONCAT('C', $r % 5)"))
        .gate(Gate.ASSUME);
  }

  /** Writes of an application that, once it knows the column, keeps it right in each. */
  private static String[] keeping(String value, String... writes) {
    String kept =
        "{+;\nUPDATE t SET c = %1$s WHERE NOT (CAST(c AS BINARY) <=> CAST(%1$s AS BINARY))+}"
            .formatted(value);
    return Stream.of(writes).map(write -> write + kept).toArray(String[]::new);
  }
}
