/**
 * What tests of many bundles need: {@link MemoryStore}, {@link DnsServer}, {@link Configurations}, {@link Figures}. Never part of the server.
 */
@Export
@Version("1.3.0")
@NullMarked
package org.mailbay.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
