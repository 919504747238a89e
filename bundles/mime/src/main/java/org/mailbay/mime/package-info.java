/**
 * Messages and addresses, parsed once, never failing. Start at {@link org.mailbay.mime.MessageParser} and its result, {@link
 * org.mailbay.mime.Message}.
 *
 * <p>RFC 5322, 2045–2047, 2183, 2231, 6532; the forms and the body of RFC 8621 §4.1. Structure keeps offsets, not bytes: bodies are
 * read with {@link org.mailbay.mime.DecodedStream} and {@link org.mailbay.mime.BodyText}, other header fields with {@link
 * org.mailbay.mime.Header#parse}. {@link org.mailbay.mime.Address} is what SMTP and directories deal in. Values are immutable;
 * parsers and streams belong to one thread.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.mailbay.mime;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
