package org.mailbay.jmap.submission.vacation;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.submission.StoredJson;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.Types.OfVacation;
import org.mailbay.jmap.submission.Values;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** VacationResponse/set (RFC 8621 §8.2). */
final class VacationChanger implements Changer {
    private static final int LONGEST_SUBJECT = 1_000;
    private static final int LONGEST_BODY = 250_000;

    @Override
    public Creation create(ObjectNode object) {
        return tx -> {
            throw SetError.of(SetError.SINGLETON, null); // RFC 8620 §5.3
        };
    }

    @Override
    public @Nullable ObjectNode update(Transaction tx, ObjectId id, Patch patch) throws SetError, IOException {
        Optional<ObjectId> stored = VacationType.stored(tx.snapshot());
        byte[] bytes = stored.isEmpty() ? null : tx.bytes(stored.get());
        ObjectNode old = bytes == null ? VacationType.fresh() : StoredJson.read(bytes);
        ObjectNode vacation = patch.apply(old);
        for (String property : patch.properties()) {
            vacation.set(property, checked(property, vacation.get(property)));
        }
        if (vacation.equals(old)) {
            return null;
        }
        Row row = Row.EMPTY
                .with(OfVacation.ENABLED, vacation.path("isEnabled").asBoolean() ? 1 : 0)
                .with(OfVacation.FROM, millis(vacation, "fromDate"))
                .with(OfVacation.TO, millis(vacation, "toDate"));
        if (stored.isPresent()) {
            tx.update(Types.VACATION, stored.get(), row, StoredJson.bytes(vacation), List.of());
        } else {
            tx.create(Types.VACATION, row, StoredJson.bytes(vacation), List.of());
        }
        return null;
    }

    private static long millis(ObjectNode vacation, String property) {
        Instant date = Values.date(vacation.path(property).asString(""));
        return date == null ? 0 : date.toEpochMilli();
    }

    private static JsonNode checked(String property, JsonNode value) throws SetError {
        switch (property) {
            case "isEnabled" -> {
                if (!value.isBoolean() && !value.isNull()) {
                    throw SetError.invalidProperties("not a boolean", property);
                }
                return JsonNodeFactory.instance.booleanNode(value.isBoolean() && value.booleanValue());
            }
            case "fromDate", "toDate" -> {
                Values.dateOrNull(property, value);
                return value;
            }
            case "subject" -> {
                String subject = Values.textOrNull(property, value, LONGEST_SUBJECT);
                if (subject != null && subject.chars().anyMatch(c -> c < ' ')) {
                    throw SetError.invalidProperties("control characters", property);
                }
                return value;
            }
            case "textBody", "htmlBody" -> {
                String body = Values.textOrNull(property, value, LONGEST_BODY);
                return body == null ? NullNode.instance : value;
            }
            default -> throw SetError.invalidProperties("unknown", property);
        }
    }

    @Override
    public void destroy(Transaction tx, ObjectId id) throws SetError {
        throw SetError.of(SetError.SINGLETON, null); // RFC 8620 §5.3
    }
}
