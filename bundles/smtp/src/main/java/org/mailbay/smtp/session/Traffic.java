package org.mailbay.smtp.session;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.metrics.Metrics;
import org.mailbay.smtp.command.Role;
import org.mailbay.smtp.reply.Reply;

/** What sessions count, by role. */
public final class Traffic {
    private final Map<Role, Count> counts = new EnumMap<>(Role.class);

    Traffic() {
        for (Role role : Role.values()) {
            counts.put(role, new Count());
        }
    }

    public Count of(Role role) {
        return counts.get(role);
    }

    public void measure(Metrics out) {
        counts.forEach((role, count) -> count.measure(out, role.word()));
    }

    /** In a word. */
    public static String outcome(Reply reply) {
        return reply.code() == 250 ? "delivered" : reply.isError() ? "refused" : "deferred";
    }

    /** Of one role. */
    public static final class Count {
        private final LongAdder sessions = new LongAdder();
        private final LongAdder resumed = new LongAdder();
        private final LongAdder delivered = new LongAdder();
        private final LongAdder refused = new LongAdder();
        private final LongAdder deferred = new LongAdder();
        private final LongAdder recipientsRefused = new LongAdder();
        private final LongAdder authenticated = new LongAdder();
        private final LongAdder notAuthenticated = new LongAdder();
        private final LongAdder bytes = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        public void opened() {
            sessions.increment();
        }

        public void resumed() {
            resumed.increment();
        }

        public void recipientRefused() {
            recipientsRefused.increment();
        }

        public void authenticated() {
            authenticated.increment();
        }

        public void notAuthenticated() {
            notAuthenticated.increment();
        }

        /**
         * A message was answered.
         *
         * @param replies one, or one for each recipient
         * @param size in bytes
         * @param time from its first byte, in nanoseconds
         */
        public void answered(List<Reply> replies, long size, long time) {
            for (Reply reply : replies) {
                (reply.code() == 250 ? delivered : reply.isError() ? refused : deferred).increment();
            }
            bytes.add(size);
            nanos.add(time);
        }

        private void measure(Metrics out, String role) {
            out.counter("mailbay_smtp_sessions_total", "Sessions opened.", sessions.sum(), "role", role);
            out.counter(
                    "mailbay_smtp_sessions_resumed_total",
                    "Sessions taken over from another revision.",
                    resumed.sum(),
                    "role",
                    role);
            messages(out, role, "delivered", delivered);
            messages(out, role, "refused", refused);
            messages(out, role, "deferred", deferred);
            out.counter(
                    "mailbay_smtp_recipients_refused_total",
                    "Recipients that RCPT refused, for good or for now.",
                    recipientsRefused.sum(),
                    "role",
                    role);
            if (!role.equals("mx")) {
                log(out, role, "ok", authenticated);
                log(out, role, "failed", notAuthenticated);
            }
            out.counter("mailbay_smtp_received_bytes_total", "Bytes of messages.", bytes.sum(), "role", role);
            out.counter(
                    "mailbay_smtp_message_seconds_total",
                    "Time from the first byte of a message to its answer.",
                    nanos.sum() / 1e9,
                    "role",
                    role);
        }

        private static void messages(Metrics out, String role, String outcome, LongAdder count) {
            out.counter(
                    "mailbay_smtp_messages_total",
                    "Messages answered at their end; in LMTP, recipients of them.",
                    count.sum(),
                    "role",
                    role,
                    "outcome",
                    outcome);
        }

        private static void log(Metrics out, String role, String outcome, LongAdder count) {
            out.counter("mailbay_smtp_auth_total", "Log-ins.", count.sum(), "role", role, "outcome", outcome);
        }
    }
}
