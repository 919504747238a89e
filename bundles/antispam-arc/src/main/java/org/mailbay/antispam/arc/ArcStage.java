package org.mailbay.antispam.arc;

import java.io.IOException;
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
import org.mailbay.mailauth.RawHeader;
import org.mailbay.mailauth.arc.ArcResult;
import org.mailbay.mailauth.arc.ArcVerifier;
import org.mailbay.mailauth.results.AuthenticationResults;
import org.mailbay.mailauth.results.MethodResult;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Verifies the chain of a message; gives a result {@code arc}, and never an opinion: a chain proves only that nobody changed it.
 *
 * <p>Of one that passes it says who sealed it ({@code policy.sealers}, the first one first) and what the first one found of DMARC
 * ({@code policy.dmarc}): whom to believe is for the stage {@code dmarc} to say.
 */
@Component(
        service = {Stage.class, MetricSource.class},
        property = {Stage.NAME + "=arc", Stage.ORDER + ":Integer=40", Stage.PHASES + "=MESSAGE"})
public final class ArcStage implements Stage, MetricSource {
    private static final int MAX_SEALERS = 300;

    private final Tally tally = new Tally();

    @Activate
    public ArcStage() {}

    @Override
    public Opinion judge(Phase phase, Candidate candidate, Resolver dns) throws IOException {
        Candidate.Body body = candidate.content();
        if (body == null) {
            return Opinion.NONE;
        }
        ArcResult found = new ArcVerifier(dns).verify(body.bytes(), RawHeader.read(body.bytes()));
        tally.found(found.verdict().word());
        SequencedMap<String, String> properties = new LinkedHashMap<>();
        if (!found.hops().isEmpty()) {
            String sealers = found.hops().stream().map(ArcResult.Hop::sealer).collect(Collectors.joining(" "));
            // Cut, it would name others than were there
            if (sealers.length() <= MAX_SEALERS) {
                properties.put("policy.sealers", printable(sealers));
            }
            properties.put("policy.dmarc", dmarc(found.hops().getFirst().results()));
        }
        AuthResult result = new AuthResult("arc", found.verdict().word(), printable(found.reason()), properties);
        String reason = "ARC " + found.verdict().word() + (found.reason().isEmpty() ? "" : ": " + found.reason());
        return Opinion.none(printable(reason)).with(List.of(result));
    }

    /** What an ARC-Authentication-Results (RFC 8617 §4.1.1) says of DMARC. */
    private static String dmarc(String results) {
        return AuthenticationResults.parse(results).stream()
                .flatMap(parsed -> parsed.results().stream())
                .filter(one -> one.method().equals("dmarc"))
                .map(MethodResult::result)
                .findFirst()
                .filter(word -> word.matches("[a-z]{1,20}"))
                .orElse("none");
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
