/**
 * Where processes find what they are told from outside: secrets and settings.
 *
 * <p>A {@linkplain dev.infill.common.settings.Secrets secret} is named by where it is found, and
 * read only at the moment it is used. Nothing here logs what it reads.
 */
@NullMarked
package dev.infill.common.settings;

import org.jspecify.annotations.NullMarked;
