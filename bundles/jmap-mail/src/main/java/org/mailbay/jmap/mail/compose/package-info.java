/**
 * Makes messages of what clients say (RFC 8621 §4.6): {@link Draft} reads and checks it, {@link MessageComposer} writes the bytes.
 *
 * <p>RFC 5322, 2045 to 2047, 2231. One thread a draft.
 */
@NullMarked
package org.mailbay.jmap.mail.compose;

import org.jspecify.annotations.NullMarked;
