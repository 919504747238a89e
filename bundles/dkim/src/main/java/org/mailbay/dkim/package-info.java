/**
 * Signs what leaves. Start at {@link org.mailbay.dkim.MailSigner}, which signs, and {@link org.mailbay.dkim.DomainKeys}, which has the keys
 * and looks after them; {@code KeyState} says what becomes of a key.
 *
 * <p>Thread-safe.
 */
@NullMarked
package org.mailbay.dkim;

import org.jspecify.annotations.NullMarked;
