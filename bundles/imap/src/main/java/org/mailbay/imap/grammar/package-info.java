/**
 * Commands from bytes, answers to bytes. Start at {@link CommandReader}, then {@link Input} and {@link Out}.
 *
 * <p>RFC 9051 §9 and RFC 3501 §9, as far as they are about letters and not about meaning. What a client sends wrongly is
 * {@link Malformed}, never another exception. Nothing here is safe for use by several threads, but for the values.
 */
@NullMarked
package org.mailbay.imap.grammar;

import org.jspecify.annotations.NullMarked;
