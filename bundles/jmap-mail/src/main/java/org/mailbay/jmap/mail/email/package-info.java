/**
 * Emails as JMAP shows them: {@link EmailType} is the registration; get, query and set have a class each. RFC 8621 §4.
 */
@NullMarked
package org.mailbay.jmap.mail.email;

import org.jspecify.annotations.NullMarked;
