package dev.infill.common.model;

/**
 * Where a shard is and who logs in. Travels on topics, so it names the password's source and never
 * holds a password.
 *
 * @param id the shard
 * @param engine what runs there
 * @param url the JDBC URL, without credentials
 * @param user the role that logs in
 * @param password where the password is found: <code>${env:NAME}</code> or <code>${file:/path}
 *     </code>; empty for none
 */
public record ShardAddress(ShardId id, Engine engine, String url, String user, String password) {}
