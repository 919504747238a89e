package org.mailbay.jmap.submission.post;

import java.time.Duration;

/**
 * What may be sent.
 *
 * @param maxRecipients of one message
 * @param maxBytes of one message
 * @param maxDelay until a message that waits for its time is sent
 * @param expiry after which what cannot be delivered is given up
 * @param keep for how long a submission is remembered after it was sent
 */
public record Limits(int maxRecipients, long maxBytes, Duration maxDelay, Duration expiry, Duration keep) {}
