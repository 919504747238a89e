package org.mailbay.smtp.out.sts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.smtp.out.https.HttpsClient;
import org.mailbay.smtp.out.https.HttpsClient.Response;
import org.mailbay.smtp.out.sts.StsStore.Kept;
import org.mailbay.smtp.out.tls.Fault;
import org.mailbay.smtp.out.tls.TlsException;
import org.mailbay.store.Annex;
import org.mailbay.swap.Swappable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The policies of domains: from memory, from the store, over HTTPS. Any thread. */
public final class StsPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(StsPolicies.class);
    private static final int IN_MEMORY = 2_000;
    private static final int MOST_BYTES = 30_000;
    private static final Duration REFRESH = Duration.ofDays(1);
    /** RFC 8461 §3.3. */
    private static final Duration BACK_OFF = Duration.ofMinutes(5);
    /** RFC 8461 §3.1. */
    private static final Pattern RECORD =
            Pattern.compile("v=STSv1\\s*;(?:.*;)?\\s*id\\s*=\\s*([A-Za-z0-9]{1,32})\\s*(?:;.*)?");

    private final Resolver dns;
    private final HttpsClient https;
    private final int port;
    private final StsStore store;
    private final InstantSource clock;
    private final ReentrantLock[] locks = new ReentrantLock[32];
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Optional<Kept>> known = new Recent<>();
    private final Map<String, Failure> failures = new Recent<>();
    private final Map<String, Kept> unsaved = new Recent<>();
    private volatile Instant swept;
    private volatile String trouble = "";

    /** @param port of the servers that have policies */
    public StsPolicies(
            Resolver dns, HttpsClient https, int port, Swappable<Annex> annex, Duration wait, InstantSource clock) {
        this.dns = dns;
        this.https = https;
        this.port = port;
        this.store = new StsStore(annex, wait);
        this.clock = clock;
        this.swept = clock.instant();
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    private record Failure(Instant when, Fault fault, String why) {}

    /**
     * What holds for a domain.
     *
     * @param policy empty when there is none that counts
     * @param fault why none could be fetched although one is announced; null otherwise
     * @param trouble why this server cannot tell whether it has one: nothing may be sent now; empty when it can
     */
    public record Finding(
            Optional<StsPolicy> policy, @Nullable TlsException fault, String trouble) {
        /** Nothing holds. */
        public static final Finding NOTHING = new Finding(Optional.empty(), null, "");
    }

    /** What is wrong with the store of policies, for health; empty when nothing is. */
    public String trouble() {
        return trouble;
    }

    /** The policy of a domain, in A-labels; may fetch it. */
    public Finding find(String domain) {
        if (domain.startsWith("[")) {
            return Finding.NOTHING;
        }
        String id = id(domain);
        ReentrantLock mine = locks[Math.floorMod(domain.hashCode(), locks.length)];
        mine.lock();
        try {
            return find(domain, id);
        } catch (IOException | RuntimeException e) {
            // A policy that was fetched once may be there: whoever harms the store must not turn it off (RFC 8461 §5.1)
            failedStore("read", domain, e);
            return new Finding(
                    Optional.empty(), null, "The MTA-STS policies kept here cannot be read: " + e.getMessage());
        } finally {
            mine.unlock();
        }
    }

    private void failedStore(String what, String domain, Exception why) {
        trouble = "MTA-STS policies cannot be " + (what.equals("read") ? "read, their domains' mail waits: " : "kept: ")
                + why.getMessage();
        LOG.warn("event=mta-sts.store outcome=failed what={} domain={} reason=\"{}\"", what, domain, why.getMessage());
    }

    private Finding find(String domain, String id) throws IOException {
        Instant now = clock.instant();
        Optional<Kept> kept = kept(domain).filter(policy -> !policy.isExpired(now));
        boolean isFresh = kept.isPresent()
                && kept.get().id().equals(id)
                && now.isBefore(kept.get().fetched().plus(REFRESH));
        if (!id.isEmpty() && !isFresh) {
            Failure failure = failure(domain, now);
            Optional<Kept> fetched = failure == null ? fetch(domain, id, now) : Optional.empty();
            if (fetched.isEmpty() && kept.isEmpty()) {
                Failure why = failure(domain, now);
                return why == null
                        ? Finding.NOTHING
                        : new Finding(Optional.empty(), new TlsException(why.fault(), why.why()), "");
            }
            // RFC 8461 §5.1: an old one that has not expired counts as long as no new one can be had
            kept = fetched.isPresent() ? fetched : kept;
        }
        save();
        return new Finding(kept.map(Kept::policy).filter(policy -> policy.mode() != StsPolicy.Mode.NONE), null, "");
    }

    /** The id of the one record that announces a policy; empty when there is none, or several (RFC 8461 §3.1). */
    private String id(String domain) {
        Answer answer = dns.ask("_mta-sts." + domain, RecordType.TXT);
        List<String> records = answer.records(DnsRecord.Text.class).stream()
                .map(DnsRecord.Text::text)
                .filter(text -> text.startsWith("v=STSv1"))
                .toList();
        if (records.size() != 1) {
            return "";
        }
        Matcher matcher = RECORD.matcher(records.getFirst());
        return matcher.matches() ? matcher.group(1) : "";
    }

    private Optional<Kept> kept(String domain) throws IOException {
        lock.lock();
        try {
            Optional<Kept> remembered = known.get(domain);
            if (remembered != null) {
                return remembered;
            }
        } finally {
            lock.unlock();
        }
        Optional<Kept> stored = store.get(domain);
        if (isAllSaved()) {
            trouble = "";
        }
        remember(domain, stored);
        return stored;
    }

    private void remember(String domain, Optional<Kept> kept) {
        lock.lock();
        try {
            known.put(domain, kept);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Failure failure(String domain, Instant now) {
        lock.lock();
        try {
            Failure failure = failures.get(domain);
            return failure != null && now.isBefore(failure.when().plus(BACK_OFF)) ? failure : null;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps what was fetched. What cannot be kept now counts all the same, from memory, and is kept later. */
    private void save() {
        Map<String, Kept> open;
        lock.lock();
        try {
            if (unsaved.isEmpty()) {
                return;
            }
            open = Map.copyOf(unsaved);
        } finally {
            lock.unlock();
        }
        for (Map.Entry<String, Kept> one : open.entrySet()) {
            try {
                store.put(one.getKey(), one.getValue());
            } catch (IOException | RuntimeException e) {
                failedStore("written", one.getKey(), e);
                return;
            }
            lock.lock();
            try {
                unsaved.remove(one.getKey(), one.getValue());
            } finally {
                lock.unlock();
            }
        }
        trouble = "";
        sweep(clock.instant());
    }

    private boolean isAllSaved() {
        lock.lock();
        try {
            return unsaved.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Kept> fetch(String domain, String id, Instant now) {
        try {
            String text = text(domain);
            StsPolicy policy = StsPolicy.parse(text)
                    .orElseThrow(() -> new TlsException(Fault.STS_POLICY_INVALID, "the policy cannot be read"));
            Kept kept = new Kept(now, id, policy, text);
            remember(domain, Optional.of(kept));
            lock.lock();
            try {
                unsaved.put(domain, kept);
            } finally {
                lock.unlock();
            }
            LOG.info("event=mta-sts.fetched domain={} id={} mode={}", domain, id, policy.mode());
            return Optional.of(kept);
        } catch (TlsException e) {
            failed(domain, now, e.fault(), e);
        }
        return Optional.empty();
    }

    private String text(String domain) throws TlsException {
        Response response;
        try {
            // RFC 8461 §3.3: no redirects
            response = https.get("mta-sts." + domain, port, "/.well-known/mta-sts.txt", MOST_BYTES);
        } catch (TlsException e) {
            throw new TlsException(Fault.STS_WEBPKI_INVALID, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new TlsException(Fault.STS_POLICY_FETCH_ERROR, String.valueOf(e.getMessage()));
        }
        if (response.status() != 200 || !response.type().equals("text/plain")) { // RFC 8461 §3.2
            throw new TlsException(
                    Fault.STS_POLICY_FETCH_ERROR, "the answer is " + response.status() + " " + response.type());
        }
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private void failed(String domain, Instant now, Fault fault, Exception why) {
        LOG.warn(
                "event=mta-sts.fetched outcome=failed domain={} fault={} reason=\"{}\"",
                domain,
                fault.word(),
                why.getMessage());
        lock.lock();
        try {
            failures.put(domain, new Failure(now, fault, String.valueOf(why.getMessage())));
        } finally {
            lock.unlock();
        }
    }

    private void sweep(Instant now) {
        if (now.isAfter(swept.plus(REFRESH))) {
            swept = now;
            try {
                store.sweep(now);
            } catch (IOException | RuntimeException e) {
                // What has expired counts no more, whether it is removed or not
                LOG.warn("event=mta-sts.sweep outcome=failed reason=\"{}\"", e.getMessage());
            }
        }
    }

    /** The last ones that were used. */
    private static final class Recent<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > IN_MEMORY;
        }
    }
}
