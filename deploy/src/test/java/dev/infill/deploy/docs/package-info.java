/** Holds the documentation against the code. */
@NullMarked
package dev.infill.deploy.docs;

import org.jspecify.annotations.NullMarked;
