package org.mailbay.jmap;

/**
 * The core limits, as announced (RFC 8620 §2).
 *
 * @param maxSizeUpload bytes of one upload
 * @param maxConcurrentUpload uploads of one user at a time
 * @param maxSizeRequest bytes of one request
 * @param maxConcurrentRequests requests of one user at a time
 * @param maxCallsInRequest method calls
 * @param maxObjectsInGet ids of one {@code /get}
 * @param maxObjectsInSet creates, updates and destroys of one {@code /set} together
 */
public record Limits(
        long maxSizeUpload,
        int maxConcurrentUpload,
        long maxSizeRequest,
        int maxConcurrentRequests,
        int maxCallsInRequest,
        int maxObjectsInGet,
        int maxObjectsInSet) {
    public Limits {
        if (maxSizeUpload < 1
                || maxConcurrentUpload < 1
                || maxSizeRequest < 1
                || maxConcurrentRequests < 1
                || maxCallsInRequest < 1
                || maxObjectsInGet < 1
                || maxObjectsInSet < 1) {
            throw new IllegalArgumentException("a limit below 1");
        }
    }
}
