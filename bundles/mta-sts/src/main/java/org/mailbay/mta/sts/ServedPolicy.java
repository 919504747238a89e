package org.mailbay.mta.sts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.mailbay.mime.Domain;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A policy and the domains that it is for. */
@Component(
        service = ServedPolicy.class,
        configurationPid = "mta-sts.policy",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ServedPolicy.Config.class, factory = true)
public final class ServedPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(ServedPolicy.class);

    /** What an operator says. */
    @ObjectClassDefinition(name = "MTA-STS policy", description = "Which servers take mail for domains of ours.")
    public @interface Config {
        @AttributeDefinition(description = "Domains that it is for.")
        String[] domains();

        @AttributeDefinition(description = "Their servers: names, or *.NAME.")
        String[] mx();

        @AttributeDefinition(
                description = "What others do when a server is not as it should be.",
                options = {
                    @Option(label = "deliver nothing", value = "enforce"),
                    @Option(label = "report it", value = "testing"),
                    @Option(label = "nothing, and forget the policy", value = "none")
                })
        String mode() default "testing";

        @AttributeDefinition(
                description = "How long others keep it, in seconds.",
                min = "86400",
                max = "31557600") // RFC 8461 §3.2
        int maxAgeSeconds() default 604_800;
    }

    private final List<String> domains;
    private final String text;

    @Activate
    public ServedPolicy(Config config) {
        domains = Arrays.stream(config.domains())
                .map(domain -> ascii(domain, false))
                .toList();
        List<String> mx =
                Arrays.stream(config.mx()).map(name -> ascii(name, true)).toList();
        if (domains.isEmpty() || mx.isEmpty() && !config.mode().equals("none")) {
            throw new IllegalArgumentException("mta-sts.policy: domains and mx must not be empty");
        }
        StringBuilder out = new StringBuilder("version: STSv1\r\nmode: ")
                .append(config.mode())
                .append("\r\n");
        mx.forEach(name -> out.append("mx: ").append(name).append("\r\n"));
        text = out.append("max_age: ")
                .append(config.maxAgeSeconds())
                .append("\r\n")
                .toString();
        domains.forEach(domain ->
                LOG.info("event=mta-sts.served record=\"_mta-sts.{}. TXT \\\"v=STSv1; id={}\\\"\"", domain, id()));
    }

    /** A-labels (RFC 8461 §3.2, RFC 5891 §5); {@code ß} and what else IDNA 2003 made other letters of are themselves. */
    private static String ascii(String name, boolean mayBePattern) {
        String bare = name.strip();
        boolean isPattern = mayBePattern && bare.startsWith("*.");
        String ascii = Domain.parse(isPattern ? bare.substring(2) : bare)
                .filter(domain -> !domain.isLiteral())
                .map(Domain::ascii)
                .orElse("");
        if (ascii.indexOf('.') < 0 || ascii.indexOf('_') >= 0) {
            throw new IllegalArgumentException("mta-sts.policy: \"" + name + "\" is no name");
        }
        return isPattern ? "*." + ascii : ascii;
    }

    boolean isFor(String domain) {
        return domains.contains(domain);
    }

    /** As it is served. */
    String text() {
        return text;
    }

    /** Another one whenever the text is (RFC 8461 §3.1). */
    String id() {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)), 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
