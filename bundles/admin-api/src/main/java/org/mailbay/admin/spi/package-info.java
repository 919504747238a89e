/**
 * What a feature implements to be administered: {@link AdminResource}, a part of {@code /admin/v1} that declares its {@link Operation}s.
 *
 * <p>Bundle {@code admin-rest} does what is the same for all: HTTP, log-in, roles, the checks of {@link Shape}s, problem details (RFC
 * 9457), audit, OpenAPI; {@code admin-cli} and the console are clients of it. Test a resource with {@link Call}.
 */
@Export
@Version("2.2.0")
@NullMarked
package org.mailbay.admin.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
