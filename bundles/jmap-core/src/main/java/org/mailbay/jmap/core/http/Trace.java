package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.ThreadLocalRandom;

/** What a request is called in the log. */
public final class Trace {
    private Trace() {}

    /** The name that the server's door gave it ({@code X-Trace-Id}), or a new one. */
    public static String of(HttpServletRequest request) {
        return request.getAttribute("trace") instanceof String given
                ? given
                : Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
    }
}
