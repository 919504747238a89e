package org.mailbay.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Recipient;
import org.mailbay.mime.Address;
import org.mailbay.mime.Domain;

/**
 * Follows one address to its end. Used once, by one thread.
 *
 * <p>An address is followed once, however many ways lead to it: cycles end, and are named. Depth and number of targets are bounded.
 */
final class Expansion {
    private static final int MAX_STEPS = 100;
    private static final String NOT_FOUND = "5.1.1";

    private final Book book;
    private final Directory directory;
    private final Settings settings;
    private final String sender;
    private final boolean isProbe;
    private final List<String> steps = new ArrayList<>();
    private final List<String> cycles = new ArrayList<>();
    private final List<String> nobody = new ArrayList<>();
    private final Map<Object, Target> targets = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final Deque<String> path = new ArrayDeque<>();
    private int unsaid;
    private Routing.@Nullable Refused refused;

    /**
     * From whom to somewhere.
     *
     * @param isProbe looks where everything leads, whoever may post
     */
    Expansion(Book book, Directory directory, Settings settings, String sender, boolean isProbe) {
        this.book = book;
        this.directory = directory;
        this.settings = settings;
        this.sender = sender;
        this.isProbe = isProbe;
    }

    /**
     * Under whose name mail leaves.
     *
     * @param forwardedBy our domain that it was forwarded from; null when it goes on as it came
     * @param list the list that it goes through; null when none
     */
    private record Hop(
            @Nullable Domain forwardedBy, @Nullable Rule list) {
        static final Hop NONE = new Hop(null, null);

        Hop by(Address address) {
            return new Hop(address.domain(), list);
        }

        /** What copies say of the list. */
        String fields() {
            return list == null ? "" : ListFields.of(list);
        }
    }

    Routing route(String recipient) {
        if (recipient.equalsIgnoreCase(Names.POSTMASTER)) { // RFC 5321 §4.1.1.3: without a domain
            return toPostmaster();
        }
        Address address = Address.parse(recipient).orElse(null);
        if (address == null) {
            return new Routing.Refused("5.1.3", "This is no address", steps);
        }
        if (directory.recipient(recipient) instanceof Recipient.Elsewhere) {
            return elsewhere(address);
        }
        follow(address, Hop.NONE);
        return result();
    }

    private Routing toPostmaster() {
        if (directory.recipient(Names.POSTMASTER) instanceof Recipient.Local(Principal principal)) {
            user(principal, Names.POSTMASTER, Hop.NONE);
        }
        return result();
    }

    private Routing elsewhere(Address address) {
        boolean isBackup = settings.backupDomains().contains(address.domain().ascii());
        if (isBackup) {
            step("backup for " + address.domain());
        }
        Target.Remote target = new Target.Remote(address.toString(), sender, via(address));
        return isBackup ? new Routing.Ours(List.of(target), steps()) : new Routing.Elsewhere(target, steps());
    }

    /** Looks where these lead, as if they stood under an address. */
    void probe(String under, Iterable<String> addresses) {
        path.addLast(under);
        for (String text : addresses) {
            Address.parse(text).ifPresent(address -> follow(address, Hop.NONE));
        }
        path.removeLast();
    }

    /** Cycles that were found, such as {@code a@x → b@x → a@x}. */
    List<String> cycles() {
        return cycles;
    }

    /** Addresses here that are nobody's. */
    List<String> nobody() {
        return nobody;
    }

    private Routing result() {
        if (refused != null) {
            return new Routing.Refused(refused.status(), refused.why(), steps());
        }
        if (!targets.isEmpty()) {
            return new Routing.Ours(List.copyOf(targets.values()), steps());
        }
        return cycles.isEmpty()
                ? new Routing.Refused(NOT_FOUND, "No such address here", steps())
                : new Routing.Refused("5.4.6", "The address leads back to itself", steps()); // RFC 3463 §3.5
    }

    private List<String> steps() {
        if (unsaid > 0) {
            steps.add("… and " + unsaid + " more steps");
            unsaid = 0;
        }
        return steps;
    }

    private void step(String text) {
        if (steps.size() < MAX_STEPS) {
            steps.add(text);
        } else {
            unsaid++;
        }
    }

    private void refuse(String status, String why) {
        step(why);
        if (refused == null && !isProbe) {
            refused = new Routing.Refused(status, why, List.of());
        }
    }

    private void follow(Address address, Hop hop) {
        String key = Names.key(address);
        if (path.contains(key)) {
            cycle(key);
            return;
        }
        if (refused != null || !seen.add(key)) {
            return;
        }
        if (path.size() >= settings.maxDepth()) {
            refuse("5.4.6", "More than " + settings.maxDepth() + " addresses one behind the other at " + key);
            return;
        }
        path.addLast(key);
        resolve(address, key, hop);
        path.removeLast();
    }

    private void cycle(String key) {
        List<String> round = new ArrayList<>();
        for (String on : path) {
            if (!round.isEmpty() || on.equals(key)) {
                round.add(on);
            }
        }
        round.add(key);
        String text = String.join(" → ", round);
        cycles.add(text);
        step("cycle " + text);
    }

    private void resolve(Address address, String key, Hop hop) {
        Rule rule = book.at(key);
        if (rule != null) {
            apply(rule, address, hop);
            return;
        }
        switch (directory.recipient(key)) {
            case Recipient.Local(Principal principal) -> user(principal, address.toString(), hop);
            case Recipient.Elsewhere() -> remote(address, hop);
            case Recipient.Malformed(), Recipient.Unknown() -> unknown(address, key, hop);
        }
    }

    private void unknown(Address address, String key, Hop hop) {
        if (Srs.isRewritten(address) && settings.signature() != null) {
            reverse(address, settings.signature(), hop);
        } else if (!listBounce(address, hop) && !detail(address, key, hop) && !duty(address, key, hop)) {
            Rule rest = book.rule(Kind.CATCH_ALL, address.domain().ascii());
            if (rest == null) {
                step(key + " is nobody's");
                nobody.add(key);
            } else {
                apply(rest, address, hop);
            }
        }
    }

    private boolean detail(Address address, String key, Hop hop) {
        Address base = Names.base(address, settings.separators()).orElse(null);
        if (base == null) {
            return false;
        }
        Rule rule = book.at(Names.key(base));
        if (rule != null) {
            step("detail " + key + " → " + Names.key(base));
            apply(rule, base, hop);
            return true;
        }
        if (directory.recipient(base.toString()) instanceof Recipient.Local(Principal principal)) {
            step("detail " + key + " → " + Names.key(base));
            user(principal, address.toString(), hop);
            return true;
        }
        return false;
    }

    /** RFC 2142 §5: abuse of every domain is read; by who is its postmaster, when nobody else. */
    private boolean duty(Address address, String key, Hop hop) {
        if (!Names.isDuty(address) || address.localPart().equalsIgnoreCase(Names.POSTMASTER)) {
            return false;
        }
        Address postmaster = new Address(Names.POSTMASTER, address.domain());
        step(key + " → " + postmaster);
        follow(postmaster, hop);
        return true;
    }

    private void reverse(Address address, Srs srs, Hop hop) {
        if (!sender.isEmpty() && !isProbe) {
            // Anybody can learn such an address: it is good for bounces (RFC 5321 §4.5.5), or we would relay for
            // strangers
            refuse("5.7.1", "Only bounces go to " + address);
            return;
        }
        switch (srs.reverse(address)) {
            case Srs.Reverse.To(Address original) -> {
                step("bounce " + address + " → " + original);
                follow(original, hop.by(address));
            }
            case Srs.Reverse.Invalid(String why) -> {
                step("bounce " + address + ": " + why);
                nobody.add(Names.key(address));
            }
        }
    }

    private boolean listBounce(Address address, Hop hop) {
        Optional<String> of = Bounces.listOf(address);
        Rule list = of.map(name -> book.rule(Kind.LIST, name)).orElse(null);
        if (list == null || settings.signature() == null || !Bounces.isRight(address, list, settings.signature())) {
            return false;
        }
        step("bounce of list " + list.name() + " → its owners");
        if (list.to().isEmpty()) {
            follow(new Address(Names.POSTMASTER, address.domain()), hop);
        }
        followAll(list.to(), address, hop);
        return true;
    }

    private void apply(Rule rule, Address address, Hop hop) {
        switch (rule.kind()) {
            case ALIAS, CATCH_ALL -> {
                step(rule.kind().code() + ' ' + rule.name() + " → " + String.join(", ", rule.to()));
                followAll(rule.to(), address, hop.by(address));
            }
            case GROUP, LIST -> {
                Set<String> members = book.members(rule);
                String denied = isProbe ? "" : Posts.denied(rule, sender, book, directory, settings);
                if (!denied.isEmpty()) {
                    refuse("5.7.1", denied);
                    return;
                }
                step(rule.kind().code() + ' ' + rule.name() + " → " + members.size() + " members");
                if (members.isEmpty()) {
                    refuse("5.1.1", rule.name() + " has no members");
                }
                followAll(
                        members, address, rule.kind() == Kind.LIST ? new Hop(address.domain(), rule) : hop.by(address));
            }
            case FORWARD, ROUTE, GRANT -> throw new IllegalStateException(rule.kind() + " at an address");
        }
    }

    private void followAll(Iterable<String> texts, Address from, Hop hop) {
        for (String text : texts) {
            // @domain: the same local part there
            String to = text.startsWith("@")
                    ? new Address(from.localPart(), new Domain(text.substring(1))).toString()
                    : text;
            Address.parse(to).ifPresent(address -> follow(address, hop));
        }
    }

    private void user(Principal principal, String address, Hop hop) {
        Rule forward = book.rule(Kind.FORWARD, principal.address());
        if (forward == null || forward.isKept()) {
            add(principal.account(), new Target.Mailbox(principal, address, hop.fields()));
        }
        if (forward != null) {
            step("forward " + forward.name() + " → " + String.join(", ", forward.to())
                    + (forward.isKept() ? " and kept" : ""));
            Address.parse(principal.address()).ifPresent(own -> followAll(forward.to(), own, hop.by(own)));
        }
    }

    private void remote(Address address, Hop hop) {
        String text = address.toString();
        add(text, new Target.Remote(text, reversePath(address, hop), via(address), hop.fields()));
    }

    private void add(Object key, Target target) {
        if (targets.size() >= settings.maxTargets()) {
            refuse("5.5.3", "It would go to more than " + settings.maxTargets() + " recipients"); // RFC 3463 §3.6
            return;
        }
        targets.putIfAbsent(key, target);
    }

    private String reversePath(Address to, Hop hop) {
        Srs signature = settings.signature();
        if (sender.isEmpty() || hop.forwardedBy == null || signature == null) {
            return sender; // a bounce stays one: RFC 5321 §4.5.5
        }
        if (hop.list != null) {
            return Bounces.address(hop.list, signature);
        }
        Address from = Address.parse(sender).orElse(null);
        if (!settings.rewrites() || from == null || !(directory.recipient(sender) instanceof Recipient.Elsewhere)) {
            return sender;
        }
        Optional<String> rewritten = signature.forward(from, hop.forwardedBy);
        if (rewritten.isEmpty()) {
            step("sender kept for " + to + ": too long to be rewritten");
        }
        return rewritten.orElse(sender);
    }

    private String via(Address to) {
        Optional<Rule> route = book.route(sender, to);
        route.ifPresent(rule -> step("route " + rule.name() + " → " + rule.to().getFirst()));
        return route.map(Routes::via).orElse(Destination.MX);
    }
}
