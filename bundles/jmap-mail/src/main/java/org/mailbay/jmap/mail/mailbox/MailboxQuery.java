package org.mailbay.jmap.mail.mailbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntBinaryOperator;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.Collation;
import org.mailbay.jmap.spi.Comparison;
import org.mailbay.jmap.spi.Order;
import org.mailbay.jmap.spi.Query;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Mailbox/query (RFC 8621 §2.3). */
final class MailboxQuery implements Query {
    private final View view;
    private final Objects mailboxes;
    private final Access access;
    private final Shown shown;
    private final boolean sortAsTree;
    private final boolean filterAsTree;

    MailboxQuery(View view, ObjectNode arguments) throws MethodError {
        this.view = view;
        mailboxes = view.snapshot().objects(Mail.MAILBOX);
        access = Access.of(view);
        shown = new Shown(view, access, number -> {
            int ordinal = mailboxes.ordinal(Mail.MAILBOX.id(number));
            return ordinal < 0 ? null : mailboxes.row(ordinal);
        });
        sortAsTree = flag(arguments, "sortAsTree");
        filterAsTree = flag(arguments, "filterAsTree");
    }

    private static boolean flag(ObjectNode arguments, String name) throws MethodError {
        JsonNode value = arguments.get(name);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            throw MethodError.invalidArguments(name + " is no boolean");
        }
        return value.booleanValue();
    }

    @Override
    public Ordinals all() {
        return access.mailboxes();
    }

    @Override
    public Ordinals match(ObjectNode condition) throws MethodError {
        Ordinals matches = all();
        for (Map.Entry<String, JsonNode> entry : condition.properties()) {
            matches = matches.filter(predicate(entry.getKey(), entry.getValue()));
        }
        return matches;
    }

    private IntPredicate predicate(String property, JsonNode value) throws MethodError {
        switch (property) {
            case "parentId" -> {
                String parent = textOrNull(property, value);
                long number = parent == null
                        ? 0
                        : Mail.MAILBOX
                                .parse(view.resolve(parent))
                                .map(ObjectId::number)
                                .orElse(-1L);
                return ordinal -> parent(ordinal) == number;
            }
            case "name" -> {
                String part = text(property, value).toLowerCase(Locale.ROOT);
                return ordinal -> name(ordinal).contains(part);
            }
            case "role" -> {
                String role = textOrNull(property, value);
                return ordinal -> mailboxes.get(OfMailbox.ROLE, ordinal).equals(role == null ? "" : role);
            }
            case "hasAnyRole" -> {
                boolean wanted = bool(property, value);
                return ordinal -> mailboxes.get(OfMailbox.ROLE, ordinal).isEmpty() != wanted;
            }
            case "isSubscribed" -> {
                boolean wanted = bool(property, value);
                return ordinal -> shown.isSubscribed(mailboxes.row(ordinal)) == wanted;
            }
            default -> throw new MethodError(MethodError.UNSUPPORTED_FILTER, property);
        }
    }

    /** As the principal sees it. */
    private long parent(int ordinal) {
        return access.isOwn() ? mailboxes.get(OfMailbox.PARENT, ordinal) : shown.parent(mailboxes.row(ordinal));
    }

    private String name(int ordinal) {
        return mailboxes.get(OfMailbox.NAME, ordinal).toLowerCase(Locale.ROOT);
    }

    private static String text(String property, JsonNode value) throws MethodError {
        if (!value.isString()) {
            throw MethodError.invalidArguments(property + " is no string");
        }
        return value.stringValue();
    }

    private static @Nullable String textOrNull(String property, JsonNode value) throws MethodError {
        return value.isNull() ? null : text(property, value);
    }

    private static boolean bool(String property, JsonNode value) throws MethodError {
        if (!value.isBoolean()) {
            throw MethodError.invalidArguments(property + " is no boolean");
        }
        return value.booleanValue();
    }

    @Override
    public Order order(Comparison comparison) throws MethodError {
        return switch (comparison.property()) {
            case "name" ->
                Order.by(ordinal -> mailboxes.get(OfMailbox.NAME, ordinal), Collation.of(comparison.collation()));
            case "sortOrder" -> Order.byNumber(ordinal -> mailboxes.get(OfMailbox.SORT_ORDER, ordinal));
            default -> throw new MethodError(MethodError.UNSUPPORTED_SORT, comparison.property());
        };
    }

    @Override
    public @Nullable BiFunction<int[], IntBinaryOperator, int[]> arrange() {
        return sortAsTree || filterAsTree ? this::asTree : null;
    }

    /** RFC 8621 §2.3: a mailbox is dropped when an ancestor does not match; parents come before children, siblings as sorted. */
    private int[] asTree(int[] sorted, IntBinaryOperator comparator) {
        Set<Integer> matching = new HashSet<>();
        Arrays.stream(sorted).forEach(matching::add);
        int[] kept = Arrays.stream(sorted)
                .filter(ordinal -> !filterAsTree || matching.containsAll(ancestors(ordinal)))
                .toArray();
        if (!sortAsTree) {
            return kept;
        }
        // Ancestors decide the order also when they are no results themselves
        Set<Integer> shown = new HashSet<>();
        Map<Integer, Set<Integer>> children = new HashMap<>();
        for (int ordinal : kept) {
            shown.add(ordinal);
            int child = ordinal;
            for (int ancestor : ancestors(ordinal)) {
                children.computeIfAbsent(ancestor, _ -> new LinkedHashSet<>()).add(child);
                child = ancestor;
            }
            children.computeIfAbsent(-1, _ -> new LinkedHashSet<>()).add(child);
        }
        List<Integer> tree = new ArrayList<>(kept.length);
        descend(-1, children, comparator, tree);
        return tree.stream().filter(shown::contains).mapToInt(Integer::intValue).toArray();
    }

    private static void descend(
            int parent, Map<Integer, Set<Integer>> children, IntBinaryOperator comparator, List<Integer> tree) {
        List<Integer> siblings = new ArrayList<>(children.getOrDefault(parent, Set.of()));
        siblings.sort(comparator::applyAsInt);
        for (int child : siblings) {
            tree.add(child);
            descend(child, children, comparator, tree);
        }
    }

    /** Counts move nothing; in a tree one mailbox moves others. */
    @Override
    public Collection<ObjectId> affected(long since, Changes.Since changes) throws IOException {
        boolean none = changes.countsOnly()
                && changes.created().isEmpty()
                && changes.destroyed().isEmpty();
        if (none) {
            return Set.of();
        }
        Set<ObjectId> ids = new LinkedHashSet<>(Query.super.affected(since, changes));
        if (sortAsTree || filterAsTree) {
            all().forEach(ordinal -> ids.add(mailboxes.id(ordinal)));
        }
        return ids;
    }

    /** The mailboxes above, nearest first; a cycle ends it. */
    private Set<Integer> ancestors(int ordinal) {
        Set<Integer> ancestors = new LinkedHashSet<>();
        int at = ordinal;
        while (true) {
            long parent = parent(at);
            at = parent == 0 ? -1 : mailboxes.ordinal(Mail.MAILBOX.id(parent));
            if (at < 0 || !ancestors.add(at)) {
                return ancestors;
            }
        }
    }
}
