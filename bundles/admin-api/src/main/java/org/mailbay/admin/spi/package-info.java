/**
 * What a feature implements to be administered: {@link AdminResource}, a part of {@code /admin/v1}.
 *
 * <p>Bundle {@code admin-rest} does the HTTP, the log-in and the problem details (RFC 9457); {@code admin-cli} and the console are clients of it.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.mailbay.admin.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
