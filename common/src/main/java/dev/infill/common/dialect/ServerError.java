package dev.infill.common.dialect;

/**
 * What a server or driver called an error or a warning.
 *
 * @param state the SQLSTATE; empty when there is none, as when no connection was free
 * @param number the server's own number; 0 where it has none
 */
public record ServerError(String state, int number) {}
