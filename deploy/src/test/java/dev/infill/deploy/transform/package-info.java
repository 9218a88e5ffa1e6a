/** A fill rule in Java as somebody would write it, found by its entry in META-INF/services. */
@NullMarked
package dev.infill.deploy.transform;

import org.jspecify.annotations.NullMarked;
