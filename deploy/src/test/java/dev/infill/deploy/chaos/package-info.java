/** Plans of faults, and what is reckoned from a run. */
@NullMarked
package dev.infill.deploy.chaos;

import org.jspecify.annotations.NullMarked;
