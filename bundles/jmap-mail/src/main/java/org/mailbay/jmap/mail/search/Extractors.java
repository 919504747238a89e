package org.mailbay.jmap.mail.search;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.text.TextExtractor;

/** The extractors that are there, the first by ranking first; one that is being replaced is waited for. Any thread. */
public final class Extractors {
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private record Entry(TextExtractor service, int ranking, Swappable<TextExtractor> swappable) {}

    /** What an extractor read that went away. */
    private record Gone(Set<String> mediaTypes, long until) {}

    private final Duration patience;
    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final List<Gone> gone = new CopyOnWriteArrayList<>();

    /** @param patience how long to wait for the successor of one that went away */
    public Extractors(Duration patience) {
        this.patience = patience;
    }

    /** Another one. */
    public synchronized void bind(TextExtractor service, int ranking) {
        Swappable<TextExtractor> swappable = new Swappable<>("text extractor");
        swappable.bind(service);
        entries.add(new Entry(service, ranking, swappable));
        entries.sort(Comparator.comparingInt(Entry::ranking).reversed());
    }

    /** When it returns nobody is inside it, unless {@code drain} has passed. */
    public void unbind(TextExtractor service, Duration drain) {
        for (Entry entry : entries) {
            if (entry.service() == service) {
                gone.removeIf(old -> old.until() - System.nanoTime() <= 0);
                gone.add(new Gone(Set.copyOf(service.mediaTypes()), System.nanoTime() + patience.toNanos()));
                entries.remove(entry);
                entry.swappable().unbind(service, drain);
            }
        }
    }

    /** The first one that reads such a document; null when there is none. */
    Swappable.@Nullable Lease<TextExtractor> acquire(String mediaType, @Nullable String name) {
        while (true) {
            for (Entry entry : entries) {
                try {
                    Swappable.Lease<TextExtractor> lease = entry.swappable().acquire(Duration.ZERO);
                    if (lease.service().reads(mediaType, name)) {
                        return lease;
                    }
                    lease.close();
                } catch (AwayException e) {
                    continue;
                }
            }
            if (!isMissed(mediaType) || Thread.currentThread().isInterrupted()) {
                return null;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean isMissed(String mediaType) {
        String kind = mediaType.substring(0, Math.max(0, mediaType.indexOf('/'))) + "/*";
        return gone.stream()
                .anyMatch(old -> old.until() - System.nanoTime() > 0
                        && (old.mediaTypes().contains(mediaType)
                                || old.mediaTypes().contains(kind)));
    }
}
