/** How mail is kept in the store. Start at {@link org.mailbay.mail.Mail}. */
@Export
@Version("1.3.0")
@NullMarked
package org.mailbay.mail;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
