/** What both kinds of processes tell of themselves. */
@NullMarked
package dev.infill.common.observe;

import org.jspecify.annotations.NullMarked;
