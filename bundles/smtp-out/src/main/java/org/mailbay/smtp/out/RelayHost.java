package org.mailbay.smtp.out;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailbay.smtp.out.dialogue.Peer.Credentials;
import org.mailbay.smtp.out.tls.Rule;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** A server that the operator names, to carry mail on. */
@Component(
        service = RelayHost.class,
        configurationPid = "smtp-out.relay",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RelayHost.Config.class, factory = true)
public final class RelayHost {
    private static final String PID = "smtp-out.relay~";

    /** Where it is and how it is talked to. */
    @ObjectClassDefinition(name = "Relay host", description = "A server that carries mail on for this one.")
    public @interface Config {
        @AttributeDefinition(description = "Name or address.")
        String host();

        @AttributeDefinition(
                description = "Port; 0: 465 with implicit TLS, 587 with a user, otherwise 25.",
                min = "0",
                max = "65535")
        int port() default 0;

        @AttributeDefinition(
                description = "When TLS begins: never, when the server is asked, or with the first byte.",
                options = {
                    @Option(label = "never", value = "none"),
                    @Option(label = "when asked for", value = "starttls"),
                    @Option(label = "with the first byte", value = "implicit")
                })
        String tls() default "starttls";

        @AttributeDefinition(
                description =
                        "Whether its certificate must be for its name, from a trusted authority. Not heeded without TLS.")
        boolean verify() default true;

        @AttributeDefinition(description = "Who logs in; empty: nobody.")
        String user() default "";

        @AttributeDefinition(description = "Password of the user.", type = AttributeType.PASSWORD)
        String password() default "";
    }

    private final String name;
    private final String host;
    private final int port;
    private final String tls;
    private final boolean isVerified;
    private final @Nullable Credentials credentials;

    @Activate
    public RelayHost(Config config, Map<String, Object> properties) {
        String pid = String.valueOf(properties.get("service.pid"));
        name = pid.startsWith(PID) ? pid.substring(PID.length()) : pid;
        host = config.host().strip();
        tls = config.tls();
        isVerified = config.verify();
        credentials = config.user().isEmpty() ? null : new Credentials(config.user(), config.password());
        port = config.port() == 0 ? standardPort() : config.port();
        if (host.isEmpty()) {
            throw new IllegalArgumentException("smtp-out.relay." + name + ".host is empty");
        }
    }

    // RFC 8314 §3.3, RFC 6409 §3.1
    private int standardPort() {
        return isImplicitTls() ? 465 : credentials == null ? 25 : 587;
    }

    String name() {
        return name;
    }

    Relay relay() {
        return new Relay(host, port, rule(), isImplicitTls(), credentials);
    }

    private boolean isImplicitTls() {
        return tls.equals("implicit");
    }

    private Rule rule() {
        return switch (tls) {
            case "none" -> new Rule.Clear();
            default -> isVerified ? new Rule.Pkix(host, "relay") : new Rule.Encrypted();
        };
    }

    /** A relay host's place and rules. */
    record Relay(
            String host,
            int port,
            Rule rule,
            boolean isImplicitTls,
            @Nullable Credentials credentials) {
        private static final Pattern PLACE = Pattern.compile("([^\\s:\\[\\]]+|\\[[^\\s\\[\\]]+])(?::(\\d{1,5}))?");

        /** One that a route names as {@code host:port} or {@code host.example}, without a table; null when it is none. */
        static @Nullable Relay adHoc(String text) {
            Matcher matcher = PLACE.matcher(text);
            if (!matcher.matches() || matcher.group(2) == null && text.indexOf('.') < 0) {
                return null;
            }
            int port = matcher.group(2) == null ? 25 : Integer.parseInt(matcher.group(2));
            return port > 0 && port < 65_536
                    ? new Relay(matcher.group(1), port, new Rule.Opportunistic(), false, null)
                    : null;
        }
    }
}
