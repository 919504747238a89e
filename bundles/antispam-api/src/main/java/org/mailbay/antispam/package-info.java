/**
 * Judging mail. Start at {@link Antispam}, the pipeline, which bundle {@code antispam} provides and {@code smtp} asks; then {@link
 * org.mailbay.antispam.spi.Stage}, of which each stage is one.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.antispam;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
