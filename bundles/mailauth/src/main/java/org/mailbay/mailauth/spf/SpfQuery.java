package org.mailbay.mailauth.spf;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.mailauth.DnsName;
import org.mailbay.mailauth.spf.SpfResult.Identity;

/** One evaluation, with what it has used up. One thread. */
final class SpfQuery {
    /** RFC 7208 §4.6.4. */
    private static final int MOST_LOOKUPS = 10;

    private static final int MOST_VOID = 2;

    /** Of MX and PTR records. */
    private static final int MOST_NAMES = 10;

    /** RFC 7208 §4.6.4: at least 20 seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final int LONGEST_EXPLANATION = 500;

    private final Resolver dns;
    private final Sender sender;
    private final Identity identity;
    private final long start = System.nanoTime();
    private int lookups;
    private int voids;

    /** Names of the client that its addresses confirm; null when not asked yet. */
    private @Nullable List<String> validated;

    SpfQuery(Resolver dns, Sender sender, Identity identity) {
        this.dns = dns;
        this.sender = sender;
        this.identity = identity;
    }

    /** What came of a record. */
    private record Found(SpfVerdict verdict, String mechanism, Optional<MacroText> explanation, String domain) {
        Found(SpfVerdict verdict, String domain) {
            this(verdict, "", Optional.empty(), domain);
        }
    }

    SpfResult run() {
        String domain = sender.domain();
        try {
            Found found = check(domain);
            String explanation = found.verdict() == SpfVerdict.FAIL ? explain(found) : "";
            return result(found.verdict(), found.mechanism(), explanation, "");
        } catch (PolicyException e) {
            return result(e.verdict(), "", "", e.getMessage());
        }
    }

    private SpfResult result(SpfVerdict verdict, String mechanism, String explanation, @Nullable String reason) {
        return new SpfResult(
                verdict, identity, sender.domain(), mechanism, explanation, reason == null ? "" : reason, lookups);
    }

    private Found check(String domain) throws PolicyException {
        Optional<String> text = policy(domain);
        if (text.isEmpty()) {
            return new Found(SpfVerdict.NONE, domain);
        }
        SpfRecord policy = SpfRecord.parse(text.get());
        for (SpfRecord.Directive directive : policy.directives()) {
            if (matches(directive.mechanism(), domain)) {
                return new Found(directive.verdict(), directive.text(), policy.explanation(), domain);
            }
        }
        if (policy.redirect().isEmpty() || policy.hasAll()) {
            return new Found(SpfVerdict.NEUTRAL, domain); // RFC 7208 §4.7
        }
        count();
        String target = target(policy.redirect(), domain)
                .orElseThrow(() -> PolicyException.permanent("redirect to what is no domain"));
        Found found = check(target);
        if (found.verdict() == SpfVerdict.NONE) {
            throw PolicyException.permanent("redirect to a domain without policy"); // RFC 7208 §6.1
        }
        return found;
    }

    /** The domain's record (RFC 7208 §4.4, §4.5). */
    private Optional<String> policy(String domain) throws PolicyException {
        Answer answer = ask(domain, RecordType.TXT);
        List<String> policies = answer.records(DnsRecord.Text.class).stream()
                .map(DnsRecord.Text::text)
                .filter(SpfRecord::isPolicy)
                .toList();
        if (policies.size() > 1) {
            throw PolicyException.permanent("more than one policy");
        }
        return policies.stream().findFirst();
    }

    private boolean matches(Mechanism mechanism, String domain) throws PolicyException {
        return switch (mechanism) {
            case Mechanism.All all -> true;
            case Mechanism.Network network ->
                Mechanism.isSame(network.address(), sender.client().getAddress(), network.bits());
            case Mechanism.Include include -> includes(include, domain);
            case Mechanism.A a -> {
                count();
                Optional<String> target = target(a.spec(), domain);
                yield target.isPresent() && hasAddress(target.get(), a.bits4(), a.bits6());
            }
            case Mechanism.Mx mx -> isExchange(mx, domain);
            case Mechanism.Ptr ptr -> {
                count();
                Optional<String> target = target(ptr.spec(), domain).flatMap(DnsName::of);
                yield target.isPresent()
                        && validated(domain).stream().anyMatch(name -> DnsName.isWithin(name, target.get()));
            }
            case Mechanism.Exists exists -> {
                count();
                Optional<String> target = target(Optional.of(exists.spec()), domain);
                // RFC 7208 §5.7: A records, whatever the client's address
                yield target.isPresent() && lookUp(target.get(), RecordType.A).status() == Answer.Status.FOUND;
            }
        };
    }

    private boolean includes(Mechanism.Include include, String domain) throws PolicyException {
        count();
        Optional<String> target = target(Optional.of(include.spec()), domain);
        if (target.isEmpty()) {
            throw PolicyException.permanent("include of what is no domain");
        }
        return switch (check(target.get()).verdict()) { // RFC 7208 §5.2
            case PASS -> true;
            case FAIL, SOFTFAIL, NEUTRAL -> false;
            case NONE, PERMERROR -> throw PolicyException.permanent("include of a domain without policy");
            case TEMPERROR -> throw PolicyException.temporary("include of a domain that does not answer");
        };
    }

    private boolean isExchange(Mechanism.Mx mx, String domain) throws PolicyException {
        count();
        Optional<String> target = target(mx.spec(), domain);
        if (target.isEmpty()) {
            return false;
        }
        List<DnsRecord.Mx> exchanges = lookUp(target.get(), RecordType.MX).records(DnsRecord.Mx.class);
        if (exchanges.size() > MOST_NAMES) {
            throw PolicyException.permanent("more than " + MOST_NAMES + " MX records");
        }
        for (DnsRecord.Mx exchange : exchanges) {
            if (!exchange.exchange().isEmpty() && hasAddress(exchange.exchange(), mx.bits4(), mx.bits6())) {
                return true;
            }
        }
        return false;
    }

    private boolean hasAddress(String name, int bits4, int bits6) throws PolicyException {
        byte[] client = sender.client().getAddress();
        RecordType type = sender.isIpv4() ? RecordType.A : RecordType.AAAA;
        int bits = sender.isIpv4() ? bits4 : bits6;
        return lookUp(name, type).records(DnsRecord.Address.class).stream()
                .anyMatch(record -> Mechanism.isSame(record.address().getAddress(), client, bits));
    }

    /** Names of the client, each confirmed by an address (RFC 7208 §5.5); an error is no name. */
    private List<String> validated(String domain) throws PolicyException {
        List<String> known = validated;
        if (known != null) {
            return known;
        }
        List<String> found = new ArrayList<>();
        Answer pointers = dns.ask(sender.reverseName(), RecordType.PTR);
        countVoid(pointers);
        RecordType type = sender.isIpv4() ? RecordType.A : RecordType.AAAA;
        InetAddress client = sender.client();
        for (DnsRecord.Name pointer : pointers.records(DnsRecord.Name.class).stream()
                .limit(MOST_NAMES)
                .toList()) {
            checkTime();
            boolean isConfirmed = dns.ask(pointer.target(), type).records(DnsRecord.Address.class).stream()
                    .anyMatch(record -> record.address().equals(client));
            if (isConfirmed) {
                DnsName.of(pointer.target()).ifPresent(found::add);
            }
        }
        validated = found;
        return found;
    }

    private Optional<String> target(Optional<MacroText> spec, String domain) throws PolicyException {
        return spec.isEmpty()
                ? Optional.of(domain)
                : spec.get().expand(letter -> value(letter, domain)).flatMap(MacroText::name);
    }

    private Optional<String> value(char letter, String domain) throws PolicyException {
        // RFC 8616 §4: a local part that is not ASCII matches nothing
        boolean isAscii = sender.local().chars().allMatch(c -> c < 0x80);
        return switch (letter) {
            case 's' -> isAscii ? Optional.of(sender.local() + "@" + sender.domain()) : Optional.empty();
            case 'l' -> isAscii ? Optional.of(sender.local()) : Optional.empty();
            case 'o' -> Optional.of(sender.domain());
            case 'd' -> Optional.of(domain);
            case 'i' -> Optional.of(sender.dotted());
            case 'p' -> Optional.of(name(domain));
            case 'v' -> Optional.of(sender.isIpv4() ? "in-addr" : "ip6");
            case 'h' -> Optional.of(sender.helo());
            case 'c' -> Optional.of(sender.readable());
            case 'r' -> Optional.of(sender.receiver());
            case 't' -> Optional.of(Long.toString(sender.now().getEpochSecond()));
            default -> throw new IllegalStateException("macro " + letter);
        };
    }

    /** Macro {@code p} (RFC 7208 §7.3). */
    private String name(String domain) throws PolicyException {
        List<String> names = validated(domain);
        return names.stream()
                .filter(domain::equals)
                .findFirst()
                .or(() -> names.stream()
                        .filter(name -> DnsName.isWithin(name, domain))
                        .findFirst())
                .or(() -> names.stream().findFirst())
                .orElse("unknown");
    }

    /** What the domain says to a fail (RFC 7208 §6.2); whatever goes wrong, it says nothing. */
    private String explain(Found found) {
        try {
            Optional<String> name =
                    found.explanation().isEmpty() ? Optional.empty() : target(found.explanation(), found.domain());
            if (name.isEmpty()) {
                return "";
            }
            List<DnsRecord.Text> texts = ask(name.get(), RecordType.TXT).records(DnsRecord.Text.class);
            if (texts.size() != 1) {
                return "";
            }
            String text = MacroText.explanation(texts.getFirst().text())
                    .expand(letter -> value(letter, found.domain()))
                    .orElse("");
            boolean isPrintable = text.chars().allMatch(c -> c >= ' ' && c <= '~');
            return isPrintable ? text.substring(0, Math.min(LONGEST_EXPLANATION, text.length())) : "";
        } catch (PolicyException e) {
            return "";
        }
    }

    private void count() throws PolicyException {
        if (++lookups > MOST_LOOKUPS) {
            throw PolicyException.permanent("more than " + MOST_LOOKUPS + " terms that ask DNS");
        }
    }

    private void countVoid(Answer answer) throws PolicyException {
        if (answer.isNothing() && ++voids > MOST_VOID) {
            throw PolicyException.permanent("more than " + MOST_VOID + " questions that nothing answers");
        }
    }

    private void checkTime() throws PolicyException {
        if (System.nanoTime() - start > LONGEST.toNanos()) {
            throw PolicyException.temporary("takes too long");
        }
    }

    /** For a mechanism: what is not there is counted. */
    private Answer lookUp(String name, RecordType type) throws PolicyException {
        Answer answer = ask(name, type);
        countVoid(answer);
        return answer;
    }

    private Answer ask(String name, RecordType type) throws PolicyException {
        checkTime();
        Answer answer = dns.ask(name, type);
        if (answer.status() == Answer.Status.FAILED || answer.status() == Answer.Status.BOGUS) {
            throw PolicyException.temporary("no answer for " + type);
        }
        return answer;
    }
}
