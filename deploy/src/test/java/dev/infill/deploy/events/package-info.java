@NullMarked
package dev.infill.deploy.events;

import org.jspecify.annotations.NullMarked;
