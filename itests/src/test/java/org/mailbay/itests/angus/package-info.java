/**
 * Angus Mail, the library that Java programs have for IMAP, POP3 and SMTP, of other authors and unmodified. Start at {@link AngusMailXIT}.
 */
@NullMarked
package org.mailbay.itests.angus;

import org.jspecify.annotations.NullMarked;
