/** Tests of the command line. */
@NullMarked
package dev.infill.deploy.cli;

import org.jspecify.annotations.NullMarked;
