package org.mailbay.example.file.directory;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who has to wait before a password of theirs is looked at again; at most {@value #MOST}, the latest ones. */
final class Waits {
    private static final int MOST = 10_000;

    private final Map<InetAddress, Long> until = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Long> eldest) {
            return size() > MOST;
        }
    };

    synchronized void add(InetAddress source, Duration after) {
        until.put(source, System.nanoTime() + after.toNanos());
    }

    /** How long; zero or less when they need not. */
    synchronized Duration left(InetAddress source) {
        Long end = until.get(source);
        return end == null ? Duration.ZERO : Duration.ofNanos(end - System.nanoTime());
    }
}
