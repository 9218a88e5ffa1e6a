@NullMarked
package dev.infill.deploy.opentelemetry;

import org.jspecify.annotations.NullMarked;
