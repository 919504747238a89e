/**
 * Commands: one class each, named as in RFC 9051 §6. Start at {@link org.mailbay.imap.command.Command}.
 *
 * <p>To add one, write its class and its line in {@code Commands}.
 */
@NullMarked
package org.mailbay.imap.command;

import org.jspecify.annotations.NullMarked;
