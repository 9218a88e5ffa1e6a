@NullMarked
package dev.infill.deploy.manifests;

import org.jspecify.annotations.NullMarked;
