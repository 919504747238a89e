/**
 * What a session knows between two commands. Start at {@link org.mailbay.imap.session.Client}.
 *
 * <p>For one thread at a time: net calls a session never twice at once.
 */
@NullMarked
package org.mailbay.imap.session;

import org.jspecify.annotations.NullMarked;
