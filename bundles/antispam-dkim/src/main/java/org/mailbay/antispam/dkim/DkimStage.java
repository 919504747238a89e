package org.mailbay.antispam.dkim;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.dns.Resolver;
import org.mailbay.mailauth.dkim.DkimResult;
import org.mailbay.mailauth.dkim.DkimVerdict;
import org.mailbay.mailauth.dkim.DkimVerifier;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Verifies signatures; gives a result {@code dkim} for each, or one {@code none}. */
@Component(
        configurationPid = "antispam.dkim",
        service = {Stage.class, MetricSource.class},
        property = {Stage.NAME + "=dkim", Stage.ORDER + ":Integer=30", Stage.PHASES + "=MESSAGE"})
@Designate(ocd = DkimStage.Config.class)
public final class DkimStage implements Stage, MetricSource {
    /** What an operator can set. */
    @ObjectClassDefinition(name = "DKIM", description = "How signatures are verified; DMARC counts the results.")
    public @interface Config {
        @AttributeDefinition(
                description = "Signatures of a message that are verified, from the top.",
                min = "1",
                max = "50")
        int signatures() default 8;

        @AttributeDefinition(
                description =
                        "Whether a signature passes that leaves out the end of the body: anybody can add to such a message.")
        boolean partialBody() default false;

        @AttributeDefinition(
                description =
                        "Points when there are signatures and none passes; RFC 6376 has them taken as if they were not there.")
        double failPoints() default 0;
    }

    private final Config config;
    private final Tally tally = new Tally();

    @Activate
    public DkimStage(Config config) {
        this.config = config;
    }

    @Override
    public Opinion judge(Phase phase, Candidate candidate, Resolver dns) throws IOException {
        Candidate.Body body = candidate.content();
        if (body == null) {
            return Opinion.NONE;
        }
        // The time of the candidate, not of now: a signature that has expired since was right then
        List<DkimResult> found = new DkimVerifier(
                        dns,
                        InstantSource.fixed(candidate.received()),
                        new DkimVerifier.Bounds(config.signatures(), config.partialBody()))
                .verify(body.bytes());
        if (found.isEmpty()) {
            tally.found("none");
            return Opinion.none("not signed").with(List.of(new AuthResult("dkim", "none", "", new LinkedHashMap<>())));
        }
        List<AuthResult> results = new ArrayList<>();
        for (DkimResult one : found) {
            tally.found(one.verdict().word());
            results.add(forOthers(one));
        }
        return opinion(found).with(results);
    }

    private Opinion opinion(List<DkimResult> found) {
        String reason = printable(found.stream()
                .map(one -> one.verdict().word() + " " + one.domain()
                        + (one.reason().isEmpty() ? "" : " (" + one.reason() + ")"))
                .collect(Collectors.joining(", ", "DKIM ", "")));
        boolean isFailure = found.stream()
                .noneMatch(one -> one.verdict() == DkimVerdict.PASS || one.verdict() == DkimVerdict.TEMPERROR);
        return isFailure && config.failPoints() != 0
                ? Opinion.points(config.failPoints(), reason)
                : Opinion.none(reason);
    }

    private static AuthResult forOthers(DkimResult one) {
        SequencedMap<String, String> properties = new LinkedHashMap<>();
        put(properties, "header.d", one.domain());
        put(properties, "header.s", one.selector());
        put(properties, "header.a", one.algorithm());
        put(properties, "header.b", one.start()); // RFC 6008 §4
        String reason = one.isTesting() ? "the domain tests. " + one.reason() : one.reason();
        return new AuthResult("dkim", one.verdict().word(), printable(reason.strip()), properties);
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
