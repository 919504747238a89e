package org.mailbay.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.mime.Address;
import org.mailbay.mime.Domain;

/**
 * Which mail leaves by which relay host: patterns and names of hosts.
 *
 * <p>A pattern is an address or a domain of recipients, {@code .domain} for all below it, {@code from:} with an address or a domain of senders,
 * or {@code *}. A host is {@code host}, {@code host:port}, or {@code mx} for the domain's own servers.
 */
final class Routes {
    static final String FROM = "from:";
    static final String ALL = "*";
    private static final String MX = "mx";
    private static final int MAX_HOST = 255;

    private Routes() {}

    /** A pattern in the form that it is looked for; empty for what is none. */
    static Optional<String> pattern(String text) {
        if (text.equals(ALL)) {
            return Optional.of(ALL);
        }
        if (text.startsWith(FROM)) {
            return place(text.substring(FROM.length())).map(FROM::concat);
        }
        if (text.startsWith(".")) {
            return domain(text.substring(1)).map("."::concat);
        }
        return place(text);
    }

    private static Optional<String> place(String text) {
        return text.indexOf('@') >= 0 ? Address.parse(text).map(Names::key) : domain(text);
    }

    private static Optional<String> domain(String text) {
        return Domain.parse(text).filter(domain -> !domain.isLiteral()).map(Domain::ascii);
    }

    /** Whether this can name a relay host; what has a meaning of its own does not. */
    static boolean isHost(String text) {
        return text.equals(MX)
                || text.length() <= MAX_HOST
                        && !text.equals(Destination.MAILBOX)
                        && text.matches("(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+])(?::[1-9][0-9]{0,4})?");
    }

    /** As {@link Destination#via}. */
    static String via(Rule route) {
        String host = route.to().getFirst();
        return host.equals(MX) ? Destination.MX : host;
    }

    /**
     * Lines of configuration, each a pattern and a host.
     *
     * @throws IllegalArgumentException that names the line which is none
     */
    static List<Rule> parse(String[] lines) {
        List<Rule> routes = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            if (words.length != 2 || pattern(words[0]).isEmpty() || !isHost(words[1])) {
                throw new IllegalArgumentException("[routing] via: \"" + line
                        + "\" is no pattern and relay host, such as \"example.org relay.example.org:587\"");
            }
            routes.add(Rule.of(Kind.ROUTE, pattern(words[0]).orElseThrow(), List.of(words[1])));
        }
        return routes;
    }
}
