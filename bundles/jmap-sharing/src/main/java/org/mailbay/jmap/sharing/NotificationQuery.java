package org.mailbay.jmap.sharing;

import org.mailbay.jmap.Dates;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.sharing.Stored.OfNotification;
import org.mailbay.jmap.spi.Comparison;
import org.mailbay.jmap.spi.Order;
import org.mailbay.jmap.spi.Query;
import org.mailbay.store.AccountId;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ShareNotification/query} (RFC 9670 §3.4). */
record NotificationQuery(Objects notifications) implements Query {
    @Override
    public Ordinals all() {
        return notifications.all();
    }

    @Override
    public Ordinals match(ObjectNode condition) throws MethodError {
        Ordinals matches = all();
        for (String name : condition.propertyNames()) {
            JsonNode value = condition.get(name);
            if (value.isNull() && (name.equals("after") || name.equals("before"))) {
                continue;
            }
            if (!value.isString()) {
                throw MethodError.invalidArguments("filter/" + name + ": not a string");
            }
            String text = value.stringValue();
            matches = matches.and(
                    switch (name) {
                        case "after" -> since(name, text);
                        case "before" -> all().minus(since(name, text));
                        case "objectType" ->
                            all().filter(at -> notifications
                                    .get(OfNotification.OBJECT_TYPE, at)
                                    .equals(text));
                        case "objectAccountId" -> {
                            long owner =
                                    AccountId.parse(text).map(AccountId::number).orElse(-1L);
                            yield all().filter(at -> notifications.get(OfNotification.OBJECT_ACCOUNT, at) == owner);
                        }
                        default -> throw new MethodError(MethodError.UNSUPPORTED_FILTER, name);
                    });
        }
        return matches;
    }

    private Ordinals since(String name, String text) throws MethodError {
        long millis = Dates.utc(text)
                .orElseThrow(() -> MethodError.invalidArguments("filter/" + name + ": not a UTCDate"))
                .toEpochMilli();
        return all().filter(at -> notifications.get(OfNotification.CREATED, at) >= millis);
    }

    @Override
    public Order order(Comparison comparison) throws MethodError {
        if (!comparison.property().equals("created")) {
            throw new MethodError(MethodError.UNSUPPORTED_SORT, "no order by this property");
        }
        return Order.byNumber(at -> notifications.get(OfNotification.CREATED, at));
    }
}
