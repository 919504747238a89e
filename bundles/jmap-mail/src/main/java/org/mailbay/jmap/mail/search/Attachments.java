package org.mailbay.jmap.mail.search;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mailbay.mime.Charsets;
import org.mailbay.mime.DecodedStream;
import org.mailbay.mime.Part;
import org.mailbay.swap.Swappable;
import org.mailbay.text.ExtractedText;
import org.mailbay.text.Extraction;
import org.mailbay.text.TextException;
import org.mailbay.text.TextExtractor;
import org.mailbay.text.TextLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the words of attachments, as far as somebody knows their kind. Any thread. */
public final class Attachments {
    private static final Logger LOG = LoggerFactory.getLogger(Attachments.class);

    private final Extractors extractors;
    private final Executor executor;
    private final AtomicLong read = new AtomicLong();
    private final Map<TextException.Why, AtomicLong> partial = new EnumMap<>(TextException.Why.class);

    /** @param executor one that always has a thread */
    public Attachments(Extractors extractors, Executor executor) {
        this.extractors = extractors;
        this.executor = executor;
        for (TextException.Why why : TextException.Why.values()) {
            partial.put(why, new AtomicLong());
        }
    }

    /** How many were read, wholly or in part. */
    public long read() {
        return read.get();
    }

    /** How many were read in part only, by reason. */
    public Map<TextException.Why, AtomicLong> partial() {
        return partial;
    }

    Budget budget(Bounds bounds) {
        return new Budget(bounds);
    }

    /** What there is to find in the attachments of one email. For one thread. */
    final class Budget {
        private final Bounds bounds;
        private final long end;
        private final StringBuilder text = new StringBuilder();

        private Budget(Bounds bounds) {
            this.bounds = bounds;
            end = System.nanoTime() + bounds.emailTime().toNanos();
        }

        String text() {
            return text.toString();
        }

        private int room() {
            return bounds.attachmentCharacters() - text.length();
        }

        void append(String more) {
            if (!more.isEmpty() && room() > 1) {
                text.append(more, 0, Math.min(more.length(), room() - 1)).append('\n');
            }
        }

        /** @param body stands at the part's first byte */
        void read(Part part, InputStream body) throws IOException {
            long left = end - System.nanoTime();
            if (room() <= 1 || left <= 0) {
                if (left <= 0) {
                    count(part, new TextException(TextException.Why.LATE, "the attachments before took all the time"));
                }
                return;
            }
            String type = part.mediaType().toLowerCase(Locale.ROOT);
            try (Swappable.Lease<TextExtractor> lease =
                    extractors.acquire(type, part.name().orElse(null))) {
                if (lease == null) {
                    return;
                }
                Duration time =
                        Duration.ofNanos(Math.min(left, bounds.attachmentTime().toNanos()));
                boolean known = lease.service().reads(type, null);
                ExtractedText found = Extraction.run(
                        lease.service(),
                        DecodedStream.of(part, body),
                        known ? type : "application/octet-stream",
                        charset(part),
                        new TextLimits(room() - 1, bounds.attachmentBytes(), time),
                        executor);
                read.incrementAndGet();
                found.partial().ifPresent(why -> count(part, why));
                append(found.text());
            }
        }

        private void count(Part part, TextException why) {
            partial.get(why.why()).incrementAndGet();
            LOG.info(
                    "event=attachment-text outcome=partial reason={} type={} detail=\"{}\"",
                    why.why(),
                    part.mediaType(),
                    why.getMessage());
        }
    }

    private static @Nullable Charset charset(Part part) {
        return part.contentType()
                .parameter("charset")
                .flatMap(Charsets::forLabel)
                .orElse(null);
    }
}
