package org.mailbay.store.engine.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.store.Account;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Row;
import org.mailbay.store.SearchBehindException;
import org.mailbay.store.Snapshot;
import org.mailbay.store.TenantId;
import org.mailbay.store.TextQuery;
import org.mailbay.store.engine.Rig;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.Schema;

/** A store with a feed over an index in memory. */
final class SearchRig implements AutoCloseable {
    static final ObjectType NOTE = new ObjectType("Note", 'n');
    static final ObjectType TASK = new ObjectType("Task", 't');
    static final Column.Text TITLE = new Column.Text(1);
    static final Column.Words FLAGS = new Column.Words(2);

    /** Title and bytes are the text. */
    static class Texts implements Schema {
        private final ObjectType type;

        Texts(ObjectType type) {
            this.type = type;
        }

        @Override
        public ObjectType type() {
            return type;
        }

        @Override
        public Map<String, Column> columns() {
            return Map.of("title", TITLE, "flags", FLAGS);
        }

        @Override
        public Document document(Account account, ObjectId id, Row row, byte[] bytes) throws IOException {
            return new Document(Map.of("title", row.get(TITLE), "body", new String(bytes, StandardCharsets.UTF_8)));
        }

        @Override
        public Document brief(Account account, ObjectId id, Row row, byte[] bytes) throws IOException {
            return new Document(Map.of("title", row.get(TITLE)));
        }
    }

    final Rig rig;
    final ListedIndex driver = new ListedIndex();
    Schema notes = new Texts(NOTE);
    Feed feed;
    int documentSeconds = 20;
    int rushTransactions;

    SearchRig(Rig rig) {
        this.rig = rig;
        rig.store.bindSearch(driver);
        feed = newFeed();
    }

    SearchRig() {
        this(new Rig());
    }

    private Feed newFeed() {
        int document = documentSeconds;
        Feed fresh = new Feed(rig.store, new Feed.Config() {
            @Override
            public int commitSeconds() {
                return 1;
            }

            @Override
            public int waitMillis() {
                return 200;
            }

            @Override
            public int threads() {
                return 2;
            }

            @Override
            public int rushTransactions() {
                return rushTransactions;
            }

            @Override
            public int lagSeconds() {
                return 3_600;
            }

            @Override
            public int lagTransactions() {
                return 40;
            }

            @Override
            public int documentSeconds() {
                return document;
            }

            @Override
            public int drainSeconds() {
                return 5;
            }

            @Override
            public Class<Feed.Config> annotationType() {
                return Feed.Config.class;
            }
        });
        fresh.bindSchema(notes);
        return fresh;
    }

    /** The feed ends and begins again. */
    void again() {
        feed.stop();
        start();
    }

    /** Another feed, after the one before has ended. */
    void start() {
        feed = newFeed();
    }

    Account account() throws IOException {
        return rig.store.create(new TenantId(1));
    }

    static ObjectId create(Account account, ObjectType type, String title, String body) throws IOException {
        return account.write(
                tx -> tx.create(type, Row.EMPTY.with(TITLE, title), body.getBytes(StandardCharsets.UTF_8), List.of()));
    }

    static void title(Account account, ObjectId id, String title) throws IOException {
        account.write(tx -> {
            tx.update(NOTE, id, tx.row(id).with(TITLE, title));
            return id;
        });
    }

    static void flag(Account account, ObjectId id, String flag) throws IOException {
        account.write(tx -> {
            tx.update(NOTE, id, tx.row(id).with(FLAGS, Set.of(flag)));
            return id;
        });
    }

    static TextQuery words(String text) {
        return new TextQuery(Set.of(), text, TextQuery.Mode.WORDS);
    }

    /** What a patient client gets: it asks again while the index is behind. */
    static List<ObjectId> found(Account account, ObjectType type, String word) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            Snapshot snapshot = account.snapshot();
            try {
                Ordinals ordinals = account.search().find(snapshot, type, words(word));
                List<ObjectId> ids = new ArrayList<>();
                ordinals.forEach(ordinal -> ids.add(snapshot.objects(type).id(ordinal)));
                return ids;
            } catch (SearchBehindException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(5);
            }
        }
    }

    @Override
    public void close() {
        feed.stop();
        rig.close();
    }
}
