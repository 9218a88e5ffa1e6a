package dev.infill.common.plan;

/**
 * A statement that will run, or one of a kind that will run many times.
 *
 * @param phase the state of the shard in which it runs
 * @param purpose what it is for, in a few words; empty where the statement says so itself
 * @param sql the statement; {@code :name} stands for a value that is bound
 * @param effect what it does to the table
 * @param lockTimeoutMillis the longest wait for a lock; 0 for any time
 * @param statementTimeoutMillis the longest it may run; 0 for any time
 * @param transaction the same number for statements of one transaction, counted from 1
 */
public record PlannedStatement(
    String phase,
    String purpose,
    String sql,
    Effect effect,
    long lockTimeoutMillis,
    long statementTimeoutMillis,
    int transaction) {}
