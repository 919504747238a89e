package org.mailbay.example.jmap.datatype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.Comparison;
import org.mailbay.jmap.spi.Query;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Snapshot;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.JmapCall;
import org.mailbay.testkit.MemoryStore;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class BookmarkTypeTest {
    private static final JsonMapper JSON = JsonMapper.shared();

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
        return type.set(JmapCall.view(account), json("{}"));
    }

    private ObjectId create(String object) throws Exception {
        Changer.Creation creation = changer().create(json(object));
        return account.<Changer.Created, Exception>write(creation::run).id();
    }

    private String get(ObjectId id) throws Exception {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            assertThat(type.get(JmapCall.view(account), List.of(id), Set.of("url", "title", "tags"), json("{}"), out))
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
                "{'url':'https://example.org/','tags':['x']}",
                "{'url':'https://example.org/','tags':{'x':false}}",
                "{'url':'https://example.org/','shareWith':{'x1':{'mayRead':true}}}",
                "{'url':'https://example.org/','shareWith':{'p99':{'mayWrite':true}}}",
                "{'url':'https://example.org/','shareWith':{'p99':{'mayRead':1}}}",
                "{'url':'https://example.org/','shareWith':[]}")) {
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

    @Test
    void queriesFilterAndSort() throws Exception {
        ObjectId zebra = create("{'url':'https://example.org/z','title':'Zebra','tags':{'x':true}}");
        ObjectId ape = create("{'url':'https://example.org/a','title':'ape'}");
        Query query = type.query(JmapCall.view(account), json("{}"));
        var bookmarks = account.snapshot().objects(Bookmarks.BOOKMARK);
        assertThat(query.match(json("{'tag':'x'}")).toArray()).containsExactly(bookmarks.ordinal(zebra));
        assertThat(query.match(json("{'title':'APE'}")).toArray()).containsExactly(bookmarks.ordinal(ape));
        assertThat(query.match(json("{'title':'e','tag':'y'}")).toArray()).isEmpty();
        assertThat(query.order(new Comparison("title", null, json("{}")))
                        .comparator()
                        .applyAsInt(bookmarks.ordinal(zebra), bookmarks.ordinal(ape)))
                .isPositive();
        for (String bad : List.of("{'url':'x'}", "{'tag':7}", "{'title':null}")) {
            assertThatThrownBy(() -> query.match(json(bad))).as(bad).isInstanceOf(MethodError.class);
        }
        assertThatThrownBy(() -> query.order(new Comparison("url", null, json("{}"))))
                .isInstanceOf(MethodError.class);
    }

    @Test
    void whoMayReadIsKeptAndShown() throws Exception {
        ObjectId id = create("{'url':'https://example.org/a','shareWith':{'p77':{'mayRead':true},'p78':{}}}");
        var bookmarks = account.snapshot().objects(Bookmarks.BOOKMARK);
        var row = bookmarks.row(bookmarks.ordinal(id));
        assertThat(type.shares(row)).containsOnlyKeys(AccountId.parse("a77").orElseThrow());
        assertThat(Readers.json(row)).isEqualTo(json("{'p77':{'mayRead':true}}"));
        account.<Object, Exception>write(tx -> changer().update(tx, id, Patch.of(json("{'shareWith/p77':null}"))));
        bookmarks = account.snapshot().objects(Bookmarks.BOOKMARK);
        assertThat(type.shares(bookmarks.row(bookmarks.ordinal(id)))).isEmpty();
    }
}
