/**
 * An application that writes to a large table while it gets a column, and a check of what came out.
 *
 * <p>Start at {@link dev.infill.deploy.demo.DemoApplication}. It uses plain JDBC and none of
 * Infill's code, keeps a {@link dev.infill.deploy.demo.Ledger} of what it committed, and {@link
 * dev.infill.deploy.demo.DemoCheck} compares both with queries of its own.
 */
@NullMarked
package dev.infill.deploy.demo;

import org.jspecify.annotations.NullMarked;
