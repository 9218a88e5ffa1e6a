/**
 * Shows how a migration gets on, in a terminal or a log.
 *
 * <p>Start at {@link dev.infill.deploy.progress.Screen}. What is shown is a {@link
 * dev.infill.deploy.progress.View}, a plain value, and {@link dev.infill.deploy.progress.Rendering}
 * turns it into lines; neither knows where the numbers come from.
 */
@NullMarked
package dev.infill.deploy.progress;

import org.jspecify.annotations.NullMarked;
