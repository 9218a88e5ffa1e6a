/** Tests of the servers on this machine. */
@NullMarked
package dev.infill.deploy.local;

import org.jspecify.annotations.NullMarked;
