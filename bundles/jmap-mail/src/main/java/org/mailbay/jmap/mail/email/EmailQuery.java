package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Dates;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.search.HeaderFilter;
import org.mailbay.jmap.mail.search.TextFilter;
import org.mailbay.jmap.spi.Comparison;
import org.mailbay.jmap.spi.Order;
import org.mailbay.jmap.spi.Query;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Email/query (RFC 8621 §4.4): from memory, and texts from the search index. An email's text never changes, so changes can be told. */
final class EmailQuery implements Query {
    /** As of Email/query. */
    private static final int MAX_CONDITIONS = 1_000;

    /** RFC 8620 §1.3. */
    private static final long MAX_INT = (1L << 53) - 1;

    /** RFC 8621 §4.4.1. */
    private static final Set<String> KNOWN = Set.of(
            "inMailbox",
            "inMailboxOtherThan",
            "before",
            "after",
            "minSize",
            "maxSize",
            "allInThreadHaveKeyword",
            "someInThreadHaveKeyword",
            "noneInThreadHaveKeyword",
            "hasKeyword",
            "notKeyword",
            "hasAttachment",
            "text",
            "from",
            "to",
            "cc",
            "bcc",
            "subject",
            "body",
            "header");

    /** What never changes (RFC 8621 §4.1.1), to filter or sort by. */
    private static final Set<String> FIXED = Set.of(
            "before",
            "after",
            "minSize",
            "maxSize",
            "hasAttachment",
            "text",
            "from",
            "to",
            "cc",
            "bcc",
            "subject",
            "body",
            "header",
            "receivedAt",
            "sentAt",
            "size");

    private final View view;
    private final Access access;
    private final Objects emails;
    private final Ordinals visible;
    private final boolean collapseThreads;
    private final SortKeys keys;
    private final MailIndex index;
    private final Extensions extensions;
    private final HeaderFilter.Budget headers = new HeaderFilter.Budget();

    /** Whether something was asked that changes, and whether of the other emails of a thread. */
    private boolean isMutable;

    private boolean asksThreads;

    EmailQuery(View view, ObjectNode arguments, SortKeys keys, MailIndex index, Extensions extensions)
            throws MethodError {
        this.view = view;
        this.index = index;
        this.keys = keys;
        this.extensions = extensions;
        emails = view.snapshot().objects(Mail.EMAIL);
        access = Access.of(view);
        visible = access.emails();
        JsonNode collapse = arguments.get("collapseThreads");
        if (collapse != null && !collapse.isBoolean()) {
            throw MethodError.invalidArguments("collapseThreads is no boolean");
        }
        collapseThreads = collapse != null && collapse.booleanValue();
        isMutable = collapseThreads;
        asksThreads = collapseThreads;
    }

    @Override
    public Ordinals all() {
        return visible;
    }

    @Override
    public Ordinals match(ObjectNode condition) throws MethodError, IOException {
        Ordinals matches = visible;
        JsonNode header = condition.get("header");
        HeaderFilter headerFilter = header == null ? null : HeaderFilter.parse(header);
        for (Map.Entry<String, JsonNode> entry : condition.properties()) {
            if (!entry.getKey().equals("header")) {
                matches = match(entry.getKey(), entry.getValue(), matches);
            }
        }
        // Last, since it may read headers of all that is left.
        return headerFilter == null ? matches : headerFilter.match(view, matches, headers);
    }

    private Ordinals match(String property, JsonNode value, Ordinals among) throws MethodError, IOException {
        isMutable |= !FIXED.contains(property);
        asksThreads |= property.contains("InThread");
        Set<String> fields = TextFilter.fields(property);
        if (fields != null) {
            return TextFilter.find(view, TextFilter.query(property, fields, value), among);
        }
        return switch (property) {
            case "inMailbox" -> among.and(inMailbox(text(property, value)));
            case "inMailboxOtherThan" -> otherThan(property, value, among);
            case "before" -> {
                long time = time(property, value);
                yield among.filter(ordinal -> emails.get(OfEmail.RECEIVED_AT, ordinal) < time);
            }
            case "after" -> {
                long time = time(property, value);
                yield among.filter(ordinal -> emails.get(OfEmail.RECEIVED_AT, ordinal) >= time);
            }
            case "minSize" -> {
                long size = number(property, value);
                yield among.filter(ordinal -> emails.get(OfEmail.SIZE, ordinal) >= size);
            }
            case "maxSize" -> {
                long size = number(property, value);
                yield among.filter(ordinal -> emails.get(OfEmail.SIZE, ordinal) < size);
            }
            case "hasKeyword" -> among.and(withKeyword(property, value));
            case "notKeyword" -> among.minus(withKeyword(property, value));
            case "someInThreadHaveKeyword" -> inThreads(threadsOf(withKeyword(property, value)), among, true);
            case "noneInThreadHaveKeyword" -> inThreads(threadsOf(withKeyword(property, value)), among, false);
            case "allInThreadHaveKeyword" ->
                inThreads(threadsOf(visible.minus(withKeyword(property, value))), among, false);
            case "hasAttachment" -> {
                if (!value.isBoolean()) {
                    throw MethodError.invalidArguments("hasAttachment is no boolean");
                }
                long wanted = value.booleanValue() ? 1 : 0;
                yield among.filter(ordinal -> emails.get(OfEmail.HAS_ATTACHMENT, ordinal) == wanted);
            }
            default ->
                extensions
                        .match(view, property, value, among)
                        .orElseThrow(() -> new MethodError(MethodError.UNSUPPORTED_FILTER, property));
        };
    }

    /**
     * Refuses a filter that {@link #match} would refuse for its properties.
     *
     * @throws MethodError unsupportedFilter
     */
    static void check(JsonNode filter) throws MethodError {
        check(filter, new int[1]);
    }

    private static void check(JsonNode filter, int[] conditions) throws MethodError {
        if (++conditions[0] > MAX_CONDITIONS) {
            throw new MethodError(MethodError.UNSUPPORTED_FILTER, "more than " + MAX_CONDITIONS + " conditions");
        }
        if (!(filter instanceof ObjectNode object)) {
            throw MethodError.invalidArguments("filter: not an object");
        }
        if (object.get("operator") != null) {
            if (!(object.get("conditions") instanceof ArrayNode list)) {
                throw MethodError.invalidArguments("filter: not a FilterOperator");
            }
            for (JsonNode condition : list) {
                check(condition, conditions);
            }
            return;
        }
        for (String property : object.propertyNames()) {
            if (!KNOWN.contains(property)) {
                throw new MethodError(MethodError.UNSUPPORTED_FILTER, property);
            }
        }
    }

    private Ordinals inMailbox(String id) {
        return Mail.MAILBOX
                .parse(view.resolve(id))
                .map(mailbox -> access.in(mailbox.number()))
                .orElseGet(() -> visible.filter(ordinal -> false));
    }

    private Ordinals otherThan(String property, JsonNode value, Ordinals among) throws MethodError {
        if (!value.isArray()) {
            throw MethodError.invalidArguments(property + " is no array");
        }
        Set<Long> excluded = new HashSet<>();
        for (JsonNode id : value) {
            Mail.MAILBOX.parse(view.resolve(text(property, id))).ifPresent(mailbox -> excluded.add(mailbox.number()));
        }
        return among.filter(ordinal -> access.shown(emails.get(OfEmail.MAILBOXES, ordinal)).stream()
                .anyMatch(member -> !excluded.contains(member.container())));
    }

    private Ordinals withKeyword(String property, JsonNode value) throws MethodError {
        return emails.with(OfEmail.KEYWORDS, text(property, value).toLowerCase(Locale.ROOT))
                .and(visible);
    }

    private Set<Long> threadsOf(Ordinals some) {
        Set<Long> threads = new HashSet<>();
        some.forEach(ordinal -> threads.add(access.thread(ordinal)));
        return threads;
    }

    private Ordinals inThreads(Set<Long> threads, Ordinals among, boolean wanted) {
        return among.filter(ordinal -> threads.contains(access.thread(ordinal)) == wanted);
    }

    private static String text(String property, JsonNode value) throws MethodError {
        if (!value.isString()) {
            throw MethodError.invalidArguments(property + " is no string");
        }
        return value.stringValue();
    }

    private static long number(String property, JsonNode value) throws MethodError {
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > MAX_INT) {
            throw MethodError.invalidArguments(property + " is no UnsignedInt");
        }
        return value.longValue();
    }

    private static long time(String property, JsonNode value) throws MethodError {
        return Dates.utc(text(property, value))
                .orElseThrow(() -> MethodError.invalidArguments(property + " is no UTCDate"))
                .toEpochMilli();
    }

    @Override
    public Order order(Comparison comparison) throws MethodError {
        isMutable |= !FIXED.contains(comparison.property());
        asksThreads |= comparison.property().contains("InThread");
        return switch (comparison.property()) {
            case "receivedAt" ->
                Order.byNumber(
                        ordinal -> emails.get(OfEmail.RECEIVED_AT, ordinal), emails.greatestUpTo(OfEmail.RECEIVED_AT));
            case "sentAt" -> Order.byNumber(ordinal -> emails.get(OfEmail.SENT_AT, ordinal));
            case "size" -> Order.byNumber(ordinal -> emails.get(OfEmail.SIZE, ordinal));
            case "from" -> byText(SortKeys.Keys::from);
            case "to" -> byText(SortKeys.Keys::to);
            case "subject" -> byText(SortKeys.Keys::subject);
            case "hasKeyword" -> {
                Ordinals with = keyword(comparison);
                yield Order.byNumber(ordinal -> with.contains(ordinal) ? 1 : 0);
            }
            case "someInThreadHaveKeyword" -> {
                Set<Long> threads = threadsOf(keyword(comparison));
                yield Order.byNumber(ordinal -> threads.contains(access.thread(ordinal)) ? 1 : 0);
            }
            case "allInThreadHaveKeyword" -> {
                Set<Long> threads = threadsOf(visible.minus(keyword(comparison)));
                yield Order.byNumber(ordinal -> threads.contains(access.thread(ordinal)) ? 0 : 1);
            }
            default -> throw new MethodError(MethodError.UNSUPPORTED_SORT, comparison.property());
        };
    }

    private Order byText(Function<SortKeys.Keys, String> which) {
        IntFunction<SortKeys.Keys> of = keys.of(view.account(), emails);
        return Order.by(ordinal -> which.apply(of.apply(ordinal)), Comparator.<String>naturalOrder());
    }

    private Ordinals keyword(Comparison comparison) throws MethodError {
        JsonNode keyword = comparison.more().get("keyword");
        if (keyword == null) {
            throw MethodError.invalidArguments("a sort by keyword needs a keyword"); // RFC 8621 §4.4.2
        }
        return withKeyword("keyword", keyword);
    }

    @Override
    public @Nullable IntToLongFunction collapse() {
        return collapseThreads ? access::thread : null;
    }

    /** RFC 8620 §5.6 */
    @Override
    public boolean isFixed() {
        return !isMutable;
    }

    @Override
    public Collection<ObjectId> affected(long since, Changes.Since changes) throws IOException {
        Collection<ObjectId> changed = Query.super.affected(since, changes);
        if (!asksThreads) {
            return changed;
        }
        // What is asked of an email depends on its thread, by collapsing or by keywords in the thread
        Set<ObjectId> affected = new LinkedHashSet<>(changed);
        for (long thread : threads(since, changes)) {
            for (int ordinal : index.members(view, access, thread)) {
                if (visible.contains(ordinal)) {
                    affected.add(emails.id(ordinal));
                }
            }
        }
        return affected;
    }

    private Set<Long> threads(long since, Changes.Since changes) throws IOException {
        Set<Long> threads = new LinkedHashSet<>();
        for (List<ObjectId> ids : List.of(changes.created(), changes.updated())) {
            for (ObjectId id : ids) {
                int ordinal = emails.ordinal(id);
                if (ordinal >= 0) {
                    threads.add(access.thread(ordinal));
                }
            }
        }
        // The threads of what is gone. The states of emails and threads are the same numbers: the owner's both are of
        // the log, others'
        // both of emails
        if (!changes.destroyed().isEmpty() && threadChanges(since) instanceof Changes.Since ofThreads) {
            ofThreads.updated().forEach(thread -> threads.add(thread.number()));
        }
        return threads;
    }

    private Changes threadChanges(long since) throws IOException {
        return access.isOwn()
                ? view.account().changes(Mail.THREAD, since, Integer.MAX_VALUE)
                : index.changes(view, Mail.THREAD, since, Integer.MAX_VALUE);
    }
}
