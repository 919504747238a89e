package org.mailbay.routing;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.mime.Address;

/** All rules at one time: immutable, read by any thread. */
final class Book {
    /** Nothing was said. */
    static final Book EMPTY = new Book(new EnumMap<>(Kind.class), Map.of());

    private final EnumMap<Kind, TreeMap<String, Rule>> rules;
    private final Map<Long, Set<String>> members;

    private Book(EnumMap<Kind, TreeMap<String, Rule>> rules, Map<Long, Set<String>> members) {
        this.rules = rules;
        this.members = members;
    }

    @Nullable
    Rule rule(Kind kind, String name) {
        Map<String, Rule> ofKind = rules.get(kind);
        return ofKind == null ? null : ofKind.get(name);
    }

    /** The alias, group or list of this address. */
    @Nullable
    Rule at(String address) {
        Rule rule = rule(Kind.ALIAS, address);
        if (rule == null) {
            rule = rule(Kind.LIST, address);
        }
        return rule == null ? rule(Kind.GROUP, address) : rule;
    }

    /** All of a kind, by name. */
    Collection<Rule> all(Kind kind) {
        return rules.getOrDefault(kind, new TreeMap<>()).values();
    }

    /** Those of a kind whose names come after this. */
    Collection<Rule> after(Kind kind, String name) {
        return rules.getOrDefault(kind, new TreeMap<>()).tailMap(name, false).values();
    }

    /** Members of a group or list. */
    Set<String> members(Rule rule) {
        return members.getOrDefault(rule.number(), Set.of());
    }

    Set<String> membersOf(long rule) {
        return members.getOrDefault(rule, Set.of());
    }

    /** Somebody who is a member of what is no more; null when nobody is. */
    @Nullable
    Member lost() {
        Set<Long> known = new HashSet<>();
        all(Kind.GROUP).forEach(rule -> known.add(rule.number()));
        all(Kind.LIST).forEach(rule -> known.add(rule.number()));
        for (Map.Entry<Long, Set<String>> entry : members.entrySet()) {
            if (!known.contains(entry.getKey())) {
                return new Member(entry.getKey(), entry.getValue().iterator().next());
            }
        }
        return null;
    }

    /** All members of all groups and lists. */
    int memberCount() {
        return members.values().stream().mapToInt(Set::size).sum();
    }

    int ruleCount() {
        return rules.values().stream().mapToInt(Map::size).sum();
    }

    /** A copy without some rules and with others. */
    Book with(Collection<Rule> gone, Collection<Rule> come) {
        if (gone.isEmpty() && come.isEmpty()) {
            return this;
        }
        EnumMap<Kind, TreeMap<String, Rule>> newRules = new EnumMap<>(rules);
        Map<Kind, Boolean> copied = new EnumMap<>(Kind.class);
        for (Rule rule : gone) {
            ours(newRules, copied, rule.kind()).remove(rule.name());
        }
        for (Rule rule : come) {
            ours(newRules, copied, rule.kind()).put(rule.name(), rule);
        }
        return new Book(newRules, members);
    }

    private static TreeMap<String, Rule> ours(
            EnumMap<Kind, TreeMap<String, Rule>> rules, Map<Kind, Boolean> copied, Kind kind) {
        if (copied.put(kind, true) == null) {
            rules.put(kind, new TreeMap<>(rules.getOrDefault(kind, new TreeMap<>())));
        }
        return rules.get(kind);
    }

    /** A copy without some members and with others. */
    Book withMembers(Collection<Member> gone, Collection<Member> come) {
        if (gone.isEmpty() && come.isEmpty()) {
            return this;
        }
        Map<Long, Set<String>> newMembers = new HashMap<>(members);
        Map<Long, Set<String>> copied = new HashMap<>();
        for (Member member : gone) {
            ours(newMembers, copied, member.rule()).remove(member.address());
        }
        for (Member member : come) {
            ours(newMembers, copied, member.rule()).add(member.address());
        }
        newMembers.values().removeIf(Set::isEmpty);
        return new Book(rules, newMembers);
    }

    private static Set<String> ours(Map<Long, Set<String>> members, Map<Long, Set<String>> copied, long rule) {
        return copied.computeIfAbsent(rule, number -> {
            Set<String> copy = new LinkedHashSet<>(members.getOrDefault(number, Set.of()));
            members.put(number, copy);
            return copy;
        });
    }

    /**
     * By which relay host mail leaves; of several rules the most special one: recipient, its domain, domains above it, sender, its domain, all.
     *
     * @param sender reverse-path, may be empty
     */
    Optional<Rule> route(String sender, Address recipient) {
        if (all(Kind.ROUTE).isEmpty()) {
            return Optional.empty();
        }
        Rule rule = rule(Kind.ROUTE, Names.key(recipient));
        String domain = recipient.domain().ascii();
        if (rule == null) {
            rule = rule(Kind.ROUTE, domain);
        }
        for (int dot = domain.indexOf('.'); rule == null && dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            rule = rule(Kind.ROUTE, domain.substring(dot));
        }
        Address from = Address.parse(sender).orElse(null);
        if (rule == null && from != null) {
            rule = rule(Kind.ROUTE, Routes.FROM + Names.key(from));
        }
        if (rule == null && from != null) {
            rule = rule(Kind.ROUTE, Routes.FROM + from.domain().ascii());
        }
        return Optional.ofNullable(rule == null ? rule(Kind.ROUTE, Routes.ALL) : rule);
    }
}
