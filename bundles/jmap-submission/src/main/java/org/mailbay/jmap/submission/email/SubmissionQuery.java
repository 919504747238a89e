package org.mailbay.jmap.submission.email;

import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.spi.Comparison;
import org.mailbay.jmap.spi.Order;
import org.mailbay.jmap.spi.Query;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.Types.OfSubmission;
import org.mailbay.jmap.submission.Types.UndoStatus;
import org.mailbay.jmap.submission.Values;
import org.mailbay.mail.Mail;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** EmailSubmission/query (RFC 8621 §7.3). */
final class SubmissionQuery implements Query {
    private final Objects submissions;

    SubmissionQuery(Objects submissions) {
        this.submissions = submissions;
    }

    @Override
    public Ordinals all() {
        return submissions.all();
    }

    @Override
    public Ordinals match(ObjectNode condition) throws MethodError {
        Ordinals matches = submissions.all();
        for (Map.Entry<String, JsonNode> entry : condition.properties()) {
            matches = matches.filter(predicate(entry.getKey(), entry.getValue()));
        }
        return matches;
    }

    private IntPredicate predicate(String property, JsonNode value) throws MethodError {
        return switch (property) {
            case "identityIds" -> in(OfSubmission.IDENTITY, ids(property, Types.IDENTITY, value));
            case "emailIds" -> in(OfSubmission.EMAIL, ids(property, Mail.EMAIL, value));
            case "threadIds" -> in(OfSubmission.THREAD, ids(property, Mail.THREAD, value));
            case "undoStatus" -> {
                long wanted = undo(value).ordinal();
                yield ordinal -> submissions.get(OfSubmission.UNDO, ordinal) == wanted;
            }
            case "before" -> {
                long before = date(property, value);
                yield ordinal -> seconds(ordinal) < before;
            }
            case "after" -> {
                long after = date(property, value);
                yield ordinal -> seconds(ordinal) >= after;
            }
            default -> throw new MethodError(MethodError.UNSUPPORTED_FILTER, property);
        };
    }

    private IntPredicate in(Column.Number column, Set<Long> numbers) {
        return ordinal -> numbers.contains(submissions.get(column, ordinal));
    }

    /** As the client sees it. */
    private long seconds(int ordinal) {
        return Math.floorDiv(submissions.get(OfSubmission.SEND_AT, ordinal), 1_000L) * 1_000;
    }

    private static Set<Long> ids(String property, ObjectType type, JsonNode value) throws MethodError {
        if (!(value instanceof ArrayNode list)) {
            throw MethodError.invalidArguments(property + " is no list");
        }
        Set<Long> numbers = new HashSet<>();
        for (JsonNode id : list) {
            if (!id.isString()) {
                throw MethodError.invalidArguments(property + " is no list of ids");
            }
            type.parse(id.stringValue()).ifPresent(known -> numbers.add(known.number()));
        }
        return numbers;
    }

    private static UndoStatus undo(JsonNode value) throws MethodError {
        for (UndoStatus status : UndoStatus.values()) {
            if (value.isString() && value.stringValue().equals(status.text())) {
                return status;
            }
        }
        throw MethodError.invalidArguments("undoStatus is pending, final or canceled");
    }

    private static long date(String property, JsonNode value) throws MethodError {
        Instant date = value.isString() ? Values.date(value.stringValue()) : null;
        if (date == null) {
            throw MethodError.invalidArguments(property + " is no UTCDate");
        }
        return date.toEpochMilli();
    }

    @Override
    public Order order(Comparison comparison) throws MethodError {
        return switch (comparison.property()) {
            case "emailId" -> number(OfSubmission.EMAIL);
            case "threadId" -> number(OfSubmission.THREAD);
            // RFC 8621 §7.3 says sentAt, and means the property sendAt
            case "sentAt", "sendAt" -> Order.byNumber(this::seconds);
            default -> throw new MethodError(MethodError.UNSUPPORTED_SORT, comparison.property());
        };
    }

    private Order number(Column.Number column) {
        return Order.byNumber(ordinal -> submissions.get(column, ordinal));
    }
}
