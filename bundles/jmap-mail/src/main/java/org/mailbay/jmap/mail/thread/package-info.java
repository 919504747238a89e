/**
 * Threads as JMAP shows them: {@link ThreadType}. RFC 8621 §3.
 */
@NullMarked
package org.mailbay.jmap.mail.thread;

import org.jspecify.annotations.NullMarked;
