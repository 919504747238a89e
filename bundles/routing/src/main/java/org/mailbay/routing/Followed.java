package org.mailbay.routing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.mailbay.store.Account;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;

/** The objects of one type, followed by the change log. For one thread at a time. */
final class Followed<V> {
    private final ObjectType type;
    private final BiFunction<ObjectId, Row, V> read;
    private final Map<ObjectId, V> values = new HashMap<>();
    private long state = -1;

    /** @param read makes a value of a row */
    Followed(ObjectType type, BiFunction<ObjectId, Row, V> read) {
        this.type = type;
        this.read = read;
    }

    /**
     * What happened since the last time.
     *
     * @param gone what was known before and is another now, or none
     */
    record News<V>(List<V> gone, List<V> come) {}

    News<V> follow(Account account) throws IOException {
        News<V> news = new News<>(new ArrayList<>(), new ArrayList<>());
        while (state >= 0) {
            if (!(account.changes(type, state, Integer.MAX_VALUE) instanceof Changes.Since since)) {
                break;
            }
            Objects objects = account.snapshot().objects(type);
            since.destroyed().forEach(id -> forget(id, news));
            since.created().forEach(id -> learn(objects, id, news));
            since.updated().forEach(id -> learn(objects, id, news));
            state = since.newState();
            if (!since.hasMore()) {
                return news;
            }
        }
        Objects objects = account.snapshot().objects(type);
        news.gone().addAll(values.values());
        news.come().clear();
        values.clear();
        objects.all().forEach(ordinal -> learn(objects, objects.id(ordinal), news));
        state = objects.state();
        return news;
    }

    private void learn(Objects objects, ObjectId id, News<V> news) {
        forget(id, news);
        int ordinal = objects.ordinal(id);
        if (ordinal >= 0) {
            V value = read.apply(id, objects.row(ordinal));
            values.put(id, value);
            news.come().add(value);
        }
    }

    private void forget(ObjectId id, News<V> news) {
        V old = values.remove(id);
        if (old != null && !news.come().remove(old)) {
            news.gone().add(old);
        }
    }
}
