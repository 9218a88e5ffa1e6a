/**
 * Asks a coordinator over HTTP.
 *
 * <p>Start at {@link dev.infill.deploy.client.ApiClient}. What it answers are the coordinator's own
 * status records.
 */
@NullMarked
package dev.infill.deploy.client;

import org.jspecify.annotations.NullMarked;
