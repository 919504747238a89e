/**
 * Certificates by server name: {@link Certificates} is called by whatever speaks TLS, and provided by {@code tls-files} or {@code tls-acme}.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.tls;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
