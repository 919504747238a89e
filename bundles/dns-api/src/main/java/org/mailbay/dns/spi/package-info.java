/** What a feature implements to say which records the domains of this server need: {@link DomainRecords}. Bundle {@code dns} shows and checks them. */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.dns.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
