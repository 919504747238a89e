/**
 * The log-in of administrators, for pages that are no part of {@code /admin/v1}: {@link Visitors}, provided by bundle {@code admin-rest}.
 *
 * <p>What a feature implements to be administered is in {@code spi}.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.admin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
