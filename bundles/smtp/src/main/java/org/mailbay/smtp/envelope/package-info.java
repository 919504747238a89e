/**
 * MAIL and RCPT: who may send what to whom. Start at {@link Envelopes}; what comes of them is a {@link Transaction}.
 *
 * <p>RFC 5321 §3.3, RFC 6409 §6. {@link Routes} asks the router, {@link Judge} the pipeline, {@link Diary} writes the trace.
 */
@NullMarked
package org.mailbay.smtp.envelope;

import org.jspecify.annotations.NullMarked;
