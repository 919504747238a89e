/**
 * The configuration file. Start at {@link ConfigFile}, which watches it; {@link Plan} is what it makes of it.
 *
 * <p>{@link TomlText} reads TOML, {@link Schemas} knows what bundles can be told (their metatype), a {@link Plan} is checked as a
 * whole or refused as a whole with a {@link RefusedException}, and {@link Applied} brings ConfigAdmin to it, touching only what changed.
 */
@NullMarked
package org.mailbay.config;

import org.jspecify.annotations.NullMarked;
