/**
 * What of an email is searched, and how JMAP asks for it (RFC 8621 §4.4.1, §5). Start at {@link EmailText}.
 *
 * <p>Documents are made off the delivery path, by the store's feed; attachments are read by whatever {@code TextExtractor} services are there.
 */
@NullMarked
package org.mailbay.jmap.mail.search;

import org.jspecify.annotations.NullMarked;
