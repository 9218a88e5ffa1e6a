@NullMarked
package dev.infill.deploy.web;

import org.jspecify.annotations.NullMarked;
