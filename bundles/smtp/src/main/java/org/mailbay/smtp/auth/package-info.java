/**
 * AUTH (RFC 4954): {@link AuthDialogue}, whose mechanisms are those of library {@code sasl}.
 */
@NullMarked
package org.mailbay.smtp.auth;

import org.jspecify.annotations.NullMarked;
