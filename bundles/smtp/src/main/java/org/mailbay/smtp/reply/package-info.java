/**
 * What the server says. Start at {@link Reply}; {@link Refusal} is one that ends what was asked for, {@link Turn} what comes of a
 * client's words.
 *
 * <p>RFC 5321 §4.2, enhanced status codes (2034, 3463). Values.
 */
@NullMarked
package org.mailbay.smtp.reply;

import org.jspecify.annotations.NullMarked;
