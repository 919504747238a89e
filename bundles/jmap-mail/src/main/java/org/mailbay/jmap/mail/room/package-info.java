/**
 * Mail for faces that do not speak JMAP, such as IMAP (RFC 9051), by the same rules: adding, marking, expunging, copying and moving
 * messages, each in slices. Start at {@link org.mailbay.jmap.mail.room.StoreMailroom}.
 */
@NullMarked
package org.mailbay.jmap.mail.room;

import org.jspecify.annotations.NullMarked;
