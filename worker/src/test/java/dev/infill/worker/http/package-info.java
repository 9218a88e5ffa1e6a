@NullMarked
package dev.infill.worker.http;

import org.jspecify.annotations.NullMarked;
