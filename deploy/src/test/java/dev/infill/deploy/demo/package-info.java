/** Tests of the demo's application and of its check. */
@NullMarked
package dev.infill.deploy.demo;

import org.jspecify.annotations.NullMarked;
