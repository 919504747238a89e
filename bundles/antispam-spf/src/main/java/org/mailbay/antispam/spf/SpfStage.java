package org.mailbay.antispam.spf;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.dns.Resolver;
import org.mailbay.mailauth.spf.Spf;
import org.mailbay.mailauth.spf.SpfResult;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Checks the reverse-path, or the client's name when there is none (RFC 7208 §2.4); gives the result {@code spf} in any case. */
@Component(
        configurationPid = "antispam.spf",
        service = {Stage.class, MetricSource.class},
        property = {Stage.NAME + "=spf", Stage.ORDER + ":Integer=20", Stage.PHASES + "=MESSAGE"})
@Designate(ocd = SpfStage.Config.class)
public final class SpfStage implements Stage, MetricSource {
    /** What an operator can set. */
    @ObjectClassDefinition(name = "SPF", description = "What is done by SPF alone; DMARC counts its results anyway.")
    public @interface Config {
        @AttributeDefinition(
                description = "Whether mail is refused whose sender's domain says that this client may not send it.")
        boolean refuse() default false;

        @AttributeDefinition(description = "Points of mail that the domain says is not its own.")
        double failPoints() default 3;

        @AttributeDefinition(description = "Points of mail that the domain says is probably not its own.")
        double softfailPoints() default 1;

        @AttributeDefinition(description = "Points of mail from a domain whose policy cannot be read.")
        double permerrorPoints() default 0.5;
    }

    private final Config config;
    private final Tally tally = new Tally();

    @Activate
    public SpfStage(Config config) {
        this.config = config;
    }

    @Override
    public Opinion judge(Phase phase, Candidate candidate, Resolver dns) {
        Candidate.Client client = candidate.client();
        if (!client.isKnown()) {
            return Opinion.none("SPF: another server took it, from nobody knows where");
        }
        // The time of the candidate, not of now: a recorded one is judged as it was
        SpfResult result = new Spf(dns, client.server(), InstantSource.fixed(candidate.received()))
                .check(client.address(), client.helo(), candidate.sender());
        tally.found(result.verdict().word());
        return opinion(result, client).with(List.of(forOthers(result)));
    }

    private Opinion opinion(SpfResult result, Candidate.Client client) {
        String who = client.address().getHostAddress() + " for " + result.domain();
        return switch (result.verdict()) {
            case FAIL ->
                config.refuse()
                        ? Opinion.refuse("5.7.23", says("SPF: not allowed to send: " + who)) // RFC 7372 §3.2
                        : Opinion.points(config.failPoints(), says("SPF fail: " + who));
            case SOFTFAIL -> Opinion.points(config.softfailPoints(), says("SPF softfail: " + who));
            case PERMERROR -> Opinion.points(config.permerrorPoints(), says("SPF: " + result.reason()));
            case NONE, NEUTRAL, PASS, TEMPERROR ->
                Opinion.none(says(
                        "SPF " + result.verdict().word() + (result.reason().isEmpty() ? "" : ": " + result.reason())));
        };
    }

    /** A domain or a reason may hold anything that a client said. */
    private static String says(String text) {
        StringBuilder clean = new StringBuilder();
        text.chars().limit(300).forEach(c -> clean.append(c < ' ' || c == 0x7f ? '?' : (char) c));
        return clean.toString();
    }

    private static AuthResult forOthers(SpfResult result) {
        SequencedMap<String, String> properties = new LinkedHashMap<>();
        properties.put(result.identity().property(), says(result.domain()));
        return new AuthResult("spf", result.verdict().word(), says(result.reason()), properties);
    }

    @Override
    public void measure(Metrics out) {
        tally.measure(out);
    }
}
