package org.mailbay.routing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Recipient;
import org.mailbay.mime.Address;
import org.mailbay.mime.Domain;

/** Refuses rules that cannot be, each with a sentence of its own. */
final class Checks {
    static final int MAX_TO = 1_000;
    static final int MAX_RULES = 100_000;
    static final int MAX_MEMBERS = 200_000;
    private static final int MAX_ADDRESS_BYTES = 254; // RFC 5321 §4.5.3.1.3, without the brackets
    private static final String PROBE = "nobody-has-this-address";

    private final Book book;
    private final Directory directory;
    private final Settings settings;

    Checks(Book book, Directory directory, Settings settings) {
        this.book = book;
        this.directory = directory;
        this.settings = settings;
    }

    private static AdminProblem problem(int status, String code, String message) {
        return new AdminProblem(status, code, message);
    }

    /** The name of a rule, in the form that it is kept. */
    static String name(Kind kind, String text) throws AdminProblem {
        return switch (kind) {
            case ALIAS, GROUP, LIST, FORWARD, GRANT -> address(text);
            case CATCH_ALL -> domain(text);
            case ROUTE ->
                Routes.pattern(text)
                        .orElseThrow(
                                () -> problem(
                                        400,
                                        "malformed-name",
                                        "\"" + text
                                                + "\" is no pattern: an address, a domain, .domain, from: and one of those, or *."));
        };
    }

    private static String domain(String text) throws AdminProblem {
        return Domain.parse(text)
                .filter(domain -> !domain.isLiteral())
                .map(Domain::ascii)
                .orElseThrow(() -> problem(400, "malformed-domain", "\"" + text + "\" is no domain."));
    }

    private static String address(String text) throws AdminProblem {
        return Names.key(text)
                .filter(key -> key.getBytes(StandardCharsets.UTF_8).length <= MAX_ADDRESS_BYTES)
                .orElseThrow(() -> problem(400, "malformed-address", "\"" + text + "\" is no address."));
    }

    /** Addresses in the form that they are kept. */
    static List<String> addresses(Collection<String> texts, boolean orDomain) throws AdminProblem {
        Set<String> addresses = new LinkedHashSet<>();
        for (String text : texts) {
            addresses.add(orDomain && text.startsWith("@") ? '@' + domain(text.substring(1)) : address(text));
        }
        return List.copyOf(addresses);
    }

    /** Throws when the rule, well formed, must not be. */
    void check(Rule rule) throws AdminProblem {
        if (book.ruleCount() >= MAX_RULES && book.rule(rule.kind(), rule.name()) == null) {
            throw problem(400, "too-many-rules", "There are " + MAX_RULES + " rules already.");
        }
        if (rule.to().size() > MAX_TO) {
            throw problem(400, "too-many-targets", "More than " + MAX_TO + " addresses: make it a group or a list.");
        }
        switch (rule.kind()) {
            case ALIAS -> {
                ofOurs(rule);
                some(rule);
            }
            case GROUP, LIST -> {
                ofOurs(rule);
                listOrGroup(rule);
            }
            case FORWARD -> {
                user(rule.name());
                some(rule);
            }
            case CATCH_ALL -> {
                oursDomain(rule.name());
                some(rule);
            }
            case GRANT -> {
                oursDomain(domainOf(rule.name()));
                some(rule);
                for (String user : rule.to()) {
                    user(user);
                }
            }
            case ROUTE -> {
                if (rule.to().size() != 1 || !Routes.isHost(rule.to().getFirst())) {
                    throw problem(400, "malformed-via", "\"via\" is host, host:port, [address]:port, or mx.");
                }
            }
        }
        leadsSomewhere(rule);
    }

    private static String domainOf(String address) {
        return Address.parse(address).orElseThrow().domain().ascii();
    }

    private void oursDomain(String domain) throws AdminProblem {
        if (directory.domains().stream().noneMatch(known -> known.name().equals(domain))) {
            throw notOurs(domain);
        }
    }

    /** Also said of a domain that is not for who asks. */
    static AdminProblem notOurs(String domain) {
        return problem(404, "not-our-domain", "The domain " + domain + " is not of this server.");
    }

    private void ofOurs(Rule rule) throws AdminProblem {
        oursDomain(domainOf(rule.name()));
        if (directory.principal(rule.name()).isPresent()) {
            throw problem(409, "is-user", rule.name() + " is a user: to have the mail go elsewhere, make a forward.");
        }
        Rule other = book.at(rule.name());
        if (other != null && other.kind() != rule.kind()) {
            throw problem(409, "exists", rule.name() + " is a " + other.kind().code() + " already.");
        }
    }

    private void listOrGroup(Rule rule) throws AdminProblem {
        Address name = Address.parse(rule.name()).orElseThrow();
        if (Names.isDuty(name) && rule.posting() != Posting.ANYONE) {
            // RFC 5321 §4.5.1
            throw problem(
                    400, "must-be-open", name.localPart() + " must take mail from anybody: \"posting\": \"anyone\".");
        }
        if (rule.kind() == Kind.LIST && !Bounces.fits(name)) {
            throw problem(400, "too-long", "The name is too long for a list: its bounces need an address, too.");
        }
    }

    private void user(String address) throws AdminProblem {
        if (directory.principal(address).isEmpty()) {
            throw problem(404, "no-such-user", "There is no user " + address + ".");
        }
    }

    private static void some(Rule rule) throws AdminProblem {
        if (rule.to().isEmpty()) {
            throw problem(400, "missing-to", "\"to\" is a list of at least one address.");
        }
    }

    private void leadsSomewhere(Rule rule) throws AdminProblem {
        if (rule.kind() == Kind.ROUTE || rule.kind() == Kind.GRANT) {
            return;
        }
        Rule old = book.rule(rule.kind(), rule.name());
        Book changed = book.with(old == null ? List.of() : List.of(old), List.of(rule));
        boolean isRest = rule.kind() == Kind.CATCH_ALL;
        String under = isRest ? PROBE + '@' + new Domain(rule.name()) : rule.name();
        List<String> to = new ArrayList<>();
        for (String text : rule.to()) {
            to.add(text.startsWith("@") ? PROBE + text : text);
        }
        // What comes to a list's owners is not what goes through it
        probe(changed, rule.kind() == Kind.LIST ? "" : under, to);
    }

    private void probe(Book changed, String under, List<String> addresses) throws AdminProblem {
        Expansion expansion = new Expansion(changed, directory, settings, "", true);
        expansion.probe(under, addresses);
        if (!expansion.cycles().isEmpty()) {
            throw problem(
                    409,
                    "cycle",
                    "It would lead in a circle: " + expansion.cycles().getFirst() + ".");
        }
        for (String nobody : expansion.nobody()) {
            if (!nobody.startsWith(PROBE)) {
                throw problem(400, "nobody", "There is no " + nobody + " on this server.");
            }
        }
    }

    /** Throws when these must not become members. */
    void checkMembers(Rule rule, List<String> added) throws AdminProblem {
        if (book.members(rule).size() + added.size() > MAX_MEMBERS) {
            throw problem(400, "too-many-members", "More than " + MAX_MEMBERS + " members.");
        }
        if (rule.kind() == Kind.GROUP) {
            for (String address : added) {
                if (directory.recipient(address) instanceof Recipient.Elsewhere) {
                    throw problem(400, "not-here", address + " is not of this server: only a list has such members.");
                }
            }
        }
        Book changed = book.withMembers(
                List.of(),
                added.stream()
                        .map(address -> new Member(rule.number(), address))
                        .toList());
        probe(changed, rule.name(), added);
    }
}
