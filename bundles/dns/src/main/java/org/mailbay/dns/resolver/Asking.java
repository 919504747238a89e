package org.mailbay.dns.resolver;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** Asks for records, and has them proved as configured: records of RFC 4034, by the rules of RFC 4035 §5, which dnsjava knows. */
final class Asking {

    /** Who checks DNSSEC. */
    enum Dnssec {
        /** We do: the servers need only hand over signatures. */
        VALIDATE,
        /** The servers do, and the way to them is safe, such as loopback (RFC 6840 §5.8). */
        TRUST_AD,
        /** Nobody. */
        OFF;

        /** As configured. */
        static Dnssec of(String word) {
            return switch (word) {
                case "validate" -> VALIDATE;
                case "trust-ad" -> TRUST_AD;
                case "off" -> OFF;
                default ->
                    throw new IllegalArgumentException(
                            "[dns] dnssec is \"" + word + "\"; known are validate, trust-ad and off");
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Upstream upstream;
    private final Dnssec dnssec;
    private final List<Name> unproved;
    private final Map<Name, RRset> anchors;
    private final Set<Name> anchored;
    private final Clock clock;
    private volatile ValidatingResolver validator;

    /**
     * Reads the anchors.
     *
     * @param anchors as {@link Anchors#read} has them
     * @param unproved names below which nothing is proved (RFC 7646)
     */
    Asking(Upstream upstream, Dnssec dnssec, List<String> anchors, List<String> unproved, Clock clock) {
        this.upstream = upstream;
        this.dnssec = dnssec;
        this.anchors = Anchors.read(anchors);
        this.anchored = Anchors.names(anchors);
        this.unproved = unproved.stream()
                .map(n -> Names.parse(n)
                        .orElseThrow(() -> new IllegalArgumentException("[dns] unproved: \"" + n + "\" is no name")))
                .toList();
        this.clock = clock;
        this.validator = validator();
    }

    Dnssec dnssec() {
        return dnssec;
    }

    /** Whether the operator said what to believe of this name: it is one that the servers know. */
    boolean isNamed(Name name) {
        return unproved.stream().anyMatch(name::subdomain) || anchored.stream().anyMatch(name::subdomain);
    }

    /** Forgets keys. */
    void flush() {
        validator = validator();
    }

    private ValidatingResolver validator() {
        ValidatingResolver made = new ValidatingResolver(upstream, clock);
        anchors.values().forEach(made.getTrustAnchors()::store);
        return made;
    }

    /**
     * Asks once.
     *
     * @throws BogusException when it is disproved
     * @throws ServerFailure when the servers cannot answer
     * @throws IOException when there is no answer
     */
    Reply ask(Name name, int type, Budget budget) throws IOException, BogusException, InterruptedException {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        boolean validate = dnssec == Dnssec.VALIDATE && unproved.stream().noneMatch(name::subdomain);
        if (!validate) {
            if (dnssec == Dnssec.TRUST_AD) {
                query.getHeader().setFlag(Flags.AD); // RFC 6840 §5.7
            }
            try {
                return Reply.of(upstream.ask(query, budget), dnssec == Dnssec.TRUST_AD, budget.from());
            } catch (ServerFailure e) {
                if (e.isBogus()) {
                    throw new BogusException(String.valueOf(e.getMessage()));
                }
                throw e;
            }
        }
        Message answer = validated(query, budget);
        if (answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
            throw new BogusException(reason(answer)); // servers' own failures never come to the validator
        }
        return Reply.of(answer, true, budget.from());
    }

    private Message validated(Message query, Budget budget) throws IOException, InterruptedException {
        try {
            return validator
                    .sendAsync(query, budget)
                    .toCompletableFuture()
                    .get(budget.remaining(Duration.ofDays(1)).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer in time", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static String reason(Message answer) {
        for (Record record : answer.getSection(Section.ADDITIONAL)) {
            if (record instanceof TXTRecord text && record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS) {
                return String.join("", text.getStrings());
            }
        }
        return "DNSSEC proves it false";
    }
}
