/** Tests of what is shown. */
@NullMarked
package dev.infill.deploy.progress;

import org.jspecify.annotations.NullMarked;
