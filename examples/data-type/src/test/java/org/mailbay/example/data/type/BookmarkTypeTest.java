package org.mailbay.example.data.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Snapshot;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.MemoryStore;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class BookmarkTypeTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What a method sees. */
    private record Looking(Account account) implements View {
        @Override
        public Principal principal() {
            throw new UnsupportedOperationException("nobody asks");
        }

        @Override
        public boolean isOwn() {
            return true;
        }

        @Override
        public long accessVersion() {
            return 0;
        }

        @Override
        public Optional<BlobInput> open(BlobRef blob, long from, long length) {
            throw new UnsupportedOperationException("nobody asks");
        }

        @Override
        public View at(Snapshot snapshot) {
            throw new UnsupportedOperationException("nobody asks");
        }

        @Override
        public boolean readOnly() {
            return false;
        }

        @Override
        public Snapshot snapshot() {
            return account.snapshot();
        }

        @Override
        public String resolve(String id) {
            return id;
        }
    }

    private final MemoryStore store = new MemoryStore();
    private final BookmarkType type = new BookmarkType();
    private final Account account;

    BookmarkTypeTest() throws IOException {
        account = store.store().create(new TenantId(1));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    }

    private Changer changer() {
        return type.set(new Looking(account), json("{}"));
    }

    private ObjectId create(String object) throws Exception {
        Changer.Creation creation = changer().create(json(object));
        return account.<Changer.Created, Exception>write(creation::run).id();
    }

    private String get(ObjectId id) throws Exception {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            assertThat(type.get(new Looking(account), List.of(id), Set.of("url", "title", "tags"), json("{}"), out))
                    .isEmpty();
        }
        return text.toString();
    }

    @Test
    void whatIsMadeIsShownAndChanges() throws Exception {
        ObjectId id = create("{'url':'https://example.org/a','title':'A','tags':{'x':true}}");
        assertThat(JSON.readTree(get(id)))
                .isEqualTo(json("{'url':'https://example.org/a','title':'A','tags':{'x':true}}"));
        account.<Object, Exception>write(
                tx -> changer().update(tx, id, Patch.of(json("{'title':'B','tags/y':true,'tags/x':null}"))));
        assertThat(JSON.readTree(get(id)))
                .isEqualTo(json("{'url':'https://example.org/a','title':'B','tags':{'y':true}}"));
    }

    @Test
    void badInputIsRefused() {
        for (String bad : List.of(
                "{}",
                "{'url':'mailto:a@example.org'}",
                "{'url':'https:///'}",
                "{'url':'http://[x'}",
                "{'url':'https://example.org/','title':7}",
                "{'url':'https://example.org/','tags':['x']}")) {
            assertThatThrownBy(() -> changer().create(json(bad))).as(bad).isInstanceOf(SetError.class);
        }
    }

    @Test
    void theStoreIsToldOfItsText() throws Exception {
        ObjectId id = create("{'url':'https://example.org/a','title':'Zebra'}");
        Snapshot snapshot = account.snapshot();
        var bookmarks = snapshot.objects(Bookmarks.BOOKMARK);
        assertThat(new BookmarkSchema()
                        .document(account, id, bookmarks.row(bookmarks.ordinal(id)), account.bytes(id))
                        .texts())
                .containsEntry("title", "Zebra")
                .containsEntry("url", "https://example.org/a");
        new BookmarkSchema().check(account, finding -> assertThat(finding).isNull());
    }
}
