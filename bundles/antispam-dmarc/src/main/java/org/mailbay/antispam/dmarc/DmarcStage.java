package org.mailbay.antispam.dmarc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.dns.Resolver;
import org.mailbay.mailauth.RawHeader;
import org.mailbay.mailauth.dmarc.Authors;
import org.mailbay.mailauth.dmarc.Dmarc;
import org.mailbay.mailauth.dmarc.DmarcResult;
import org.mailbay.mailauth.dmarc.DmarcResult.Verdict;
import org.mailbay.mailauth.dmarc.Identifier;
import org.mailbay.mailauth.dmarc.Identifier.Method;
import org.mailbay.mailauth.dmarc.Identifier.Standing;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * Checks a message by the results {@code spf} and {@code dkim} of the stages before, and does what the author's domain wants.
 *
 * <p>When one of the two was not asked, or failed, nothing is done about a message that does not pass: it might have passed.
 */
@Component(
        configurationPid = "antispam.dmarc",
        service = {Stage.class, MetricSource.class},
        property = {Stage.NAME + "=dmarc", Stage.ORDER + ":Integer=60", Stage.PHASES + "=MESSAGE"})
@Designate(ocd = DmarcStage.Config.class)
public final class DmarcStage implements Stage, MetricSource {
    /** What an operator can set. */
    @ObjectClassDefinition(
            name = "DMARC",
            description = "What is done with mail that its author's domain calls forged.")
    public @interface Config {
        @AttributeDefinition(
                description = "What is done with mail that its author's domain wants rejected.",
                options = {
                    @Option(label = "refused", value = "refuse"),
                    @Option(label = "held until somebody has looked", value = "quarantine"),
                    @Option(label = "put into Junk", value = "junk"),
                    @Option(label = "nothing", value = "none")
                })
        String reject() default "refuse";

        @AttributeDefinition(
                description = "What is done with mail that its author's domain wants quarantined.",
                options = {
                    @Option(label = "held until somebody has looked", value = "quarantine"),
                    @Option(label = "put into Junk", value = "junk"),
                    @Option(label = "nothing", value = "none")
                })
        String quarantine() default "junk";

        @AttributeDefinition(description = "Points of mail that is to be put into Junk.", min = "0", max = "1000")
        double junkPoints() default 8;

        @AttributeDefinition(
                description = "Whether mail with several From fields is refused: which one people see is chance.")
        boolean refuseSeveralFrom() default true;

        @AttributeDefinition(
                description =
                        "Domains whose seals (ARC) are believed: what passed DMARC where it came in there passes here.")
        String[] trustedSealers() default {};
    }

    private final Config config;
    private final Set<String> trusted;
    private final Tally tally = new Tally();

    @Activate
    public DmarcStage(Config config) {
        this.config = config;
        this.trusted = Stream.of(config.trustedSealers())
                .map(domain -> domain.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Opinion judge(Phase phase, Candidate candidate, Resolver dns) throws IOException {
        Candidate.Body body = candidate.content();
        if (body == null) {
            return Opinion.NONE;
        }
        RawHeader header = RawHeader.read(body.bytes());
        int authors = header.all("From").size();
        DmarcResult found = new Dmarc(dns).check(Authors.of(header), identifiers(candidate));
        tally.found(found.verdict().word());
        Opinion opinion = authors > 1 && config.refuseSeveralFrom()
                ? Opinion.refuse("5.6.0", "The message has " + authors + " From fields") // RFC 9989 §5.3.1
                : opinion(found, candidate);
        return opinion.with(List.of(forOthers(found)));
    }

    private static List<Identifier> identifiers(Candidate candidate) {
        List<Identifier> identifiers = new ArrayList<>();
        for (AuthResult result : candidate.results()) {
            Standing standing = switch (result.result()) {
                case "pass" -> Standing.PASS;
                case "temperror" -> Standing.TEMPERROR;
                default -> Standing.OTHER;
            };
            String domain = switch (result.method()) {
                case "spf" ->
                    domain(
                            result.property("smtp.mailfrom").isEmpty()
                                    ? result.property("smtp.helo")
                                    : result.property("smtp.mailfrom"));
                case "dkim" -> domain(result.property("header.d"));
                default -> "";
            };
            if (!domain.isEmpty()) {
                identifiers.add(
                        new Identifier(result.method().equals("spf") ? Method.SPF : Method.DKIM, domain, standing));
            }
        }
        return identifiers;
    }

    private static String domain(String value) {
        return value.substring(value.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    private Opinion opinion(DmarcResult found, Candidate candidate) {
        String reason = "DMARC " + found.verdict().word() + (found.domain().isEmpty() ? "" : " for " + found.domain())
                + (found.reason().isEmpty() ? "" : ": " + found.reason());
        if (found.verdict() != Verdict.FAIL) {
            return Opinion.none(printable(reason));
        }
        String missing = Stream.of("spf", "dkim")
                .filter(method -> candidate.result(method).isEmpty())
                .collect(Collectors.joining(" and "));
        if (!missing.isEmpty()) {
            return Opinion.none(printable(reason + ", but nobody checked " + missing));
        }
        if (isVouchedFor(candidate)) {
            return Opinion.none(printable(reason + ", but who passed it on is trusted and says that it passed"));
        }
        return switch (found.wanted()) {
            case NONE -> Opinion.none(printable(reason + ", which its policy lets pass"));
            case QUARANTINE -> act(config.quarantine(), found, printable(reason));
            case REJECT -> act(config.reject(), found, printable(reason));
        };
    }

    private Opinion act(String action, DmarcResult found, String reason) {
        return switch (action) {
            case "refuse" ->
                Opinion.refuse( // RFC 7372 §3.3
                        "5.7.26", printable("Not accepted by the DMARC policy of " + found.domain()));
            case "quarantine" -> Opinion.quarantine(reason);
            case "junk" -> Opinion.points(config.junkPoints(), reason);
            default -> Opinion.none(reason);
        };
    }

    /** RFC 8617 §7.2: local policy, by a chain of which every sealer is trusted. */
    private boolean isVouchedFor(Candidate candidate) {
        return candidate
                .result("arc")
                .filter(arc -> arc.result().equals("pass"))
                .filter(arc -> arc.property("policy.dmarc").equals("pass"))
                .map(arc -> arc.property("policy.sealers"))
                .filter(sealers -> !sealers.isEmpty())
                .filter(sealers -> trusted.containsAll(List.of(sealers.split(" "))))
                .isPresent();
    }

    private static AuthResult forOthers(DmarcResult found) {
        SequencedMap<String, String> properties = new LinkedHashMap<>();
        put(properties, "header.from", found.domain());
        if (!found.policyDomain().isEmpty()) {
            properties.put("polrec.p", found.published().word());
            put(properties, "polrec.domain", found.policyDomain());
        }
        return new AuthResult("dmarc", found.verdict().word(), printable(found.reason()), properties);
    }

    private static void put(SequencedMap<String, String> properties, String name, String value) {
        if (!value.isEmpty()) {
            properties.put(name, printable(value));
        }
    }

    private static String printable(String text) {
        StringBuilder clean = new StringBuilder();
        text.chars().limit(300).forEach(c -> clean.append(c < ' ' || c >= 0x7f ? '?' : (char) c));
        return clean.toString();
    }

    @Override
    public void measure(Metrics out) {
        tally.measure(out);
    }
}
