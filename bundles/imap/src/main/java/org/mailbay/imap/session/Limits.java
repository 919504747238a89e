package org.mailbay.imap.session;

import java.time.Duration;

/**
 * What sessions are bounded by.
 *
 * @param maxMessageBytes announced as APPENDLIMIT (RFC 7889)
 * @param maxErrors in a row, after which a client is sent away
 * @param maxAuthFailures in a session
 * @param authDelay for which a client waits after a failed log-in
 * @param patience for a service that is being replaced
 * @param progress after which a client is told again how far its command is (RFC 9585)
 * @param messages that one command may be about (RFC 9738); 0 for any number
 */
public record Limits(
        long maxMessageBytes,
        int maxErrors,
        int maxAuthFailures,
        Duration authDelay,
        Duration patience,
        Duration progress,
        int messages) {}
