package org.mailbay.jmap.mail.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.MailLimits;
import org.mailbay.jmap.mail.Mailboxes;
import org.mailbay.jmap.mail.Post;
import org.mailbay.jmap.mail.Setting;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Changes;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

class MailboxSetTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Post post = new Post();
    private final MailboxType type = new MailboxType(new MailIndex());

    MailboxSetTest() throws IOException {}

    @BeforeEach
    void prepare() throws IOException {
        Mailboxes.prepared(post.account(post.alice));
    }

    @AfterEach
    void close() {
        post.close();
    }

    private Setting set(String arguments) throws Exception {
        return Setting.run(type, post.view(), arguments);
    }

    private ObjectId create(String name, String more) throws Exception {
        Setting setting = set("{'create':{'x':{'name':'" + name + "'" + more + "}}}");
        assertThat(setting.errors).isEmpty();
        return java.util.Objects.requireNonNull(setting.created.get("x"));
    }

    private JsonNode get(ObjectId id, String... properties) throws Exception {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            type.get(
                    post.view(),
                    List.of(id),
                    new LinkedHashSet<>(List.of(properties)),
                    JsonNodeFactory.instance.objectNode(),
                    out);
        }
        return JSON.readTree(text.toString());
    }

    private String name(ObjectId id) throws Exception {
        return get(id, "name").get("name").stringValue();
    }

    @Test
    void rfc8621_2_5_createdWithWhatTheClientDoesNotKnow() throws Exception {
        Setting setting = set("{'create':{'x':{'name':'Plans','sortOrder':7}}}");
        assertThat(setting.properties.get("x")).isEqualTo(JSON.readTree("""
                        {"parentId":null,"role":null,"isSubscribed":true,"totalEmails":0,"unreadEmails":0,"totalThreads":0,"unreadThreads":0,
                         "myRights":{"mayReadItems":true,"mayAddItems":true,"mayRemoveItems":true,"maySetSeen":true,"maySetKeywords":true,
                         "mayCreateChild":true,"mayRename":true,"mayDelete":true,"maySubmit":true,"mayShare":true}}"""));
        JsonNode made = get(setting.created.get("x"), "name", "sortOrder", "parentId", "shareWith");
        assertThat(made)
                .isEqualTo(JSON.readTree("{\"name\":\"Plans\",\"sortOrder\":7,\"parentId\":null,\"shareWith\":null}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                     | invalidProperties[name]",
                "{'name':''}                            | invalidProperties[name]",
                "{'name':null}                          | invalidProperties[name]",
                "{'name':5}                             | invalidProperties[name]",
                "{'name':'a/b'}                         | invalidProperties[name]",
                "{'name':'a\\u0007'}                    | invalidProperties[name]",
                "{'name':'a\\u2028b'}                   | invalidProperties[name]",
                "{'name':'\\ud800'}                     | invalidProperties[name]",
                "{'name':'iNBOX'}                       | invalidProperties[name]",
                "{'name':'Trash'}                       | alreadyExists",
                "{'name':'x','role':'trash'}            | invalidProperties[role]",
                "{'name':'x','role':'Important'}        | invalidProperties[role]",
                "{'name':'x','role':'haschildren'}      | invalidProperties[role]",
                "{'name':'x','role':''}                 | invalidProperties[role]",
                "{'name':'x','sortOrder':-1}            | invalidProperties[sortOrder]",
                "{'name':'x','sortOrder':2147483648}    | invalidProperties[sortOrder]",
                "{'name':'x','sortOrder':1.5}           | invalidProperties[sortOrder]",
                "{'name':'x','isSubscribed':'yes'}      | invalidProperties[isSubscribed]",
                "{'name':'x','parentId':'mzz'}          | invalidProperties[parentId]",
                "{'name':'x','parentId':'#none'}        | invalidProperties[parentId]",
                "{'name':'x','parentId':7}              | invalidProperties[parentId]",
                "{'name':'x','role':'important'}        | none",
                "{'name':'x','sortOrder':2147483647}    | none",
                "{'name':'Trash','parentId':'#parent'}  | none"
            })
    void rfc8621_2_whatMailboxesAreLike(String mailbox, String error) throws Exception {
        Setting setting = set("{'create':{'parent':{'name':'p'},'x':" + mailbox + "}}");
        assertThat(setting.error("x")).isEqualTo(error);
    }

    @Test
    void rfc8621_2_namesAreMeasuredInOctets() throws Exception {
        assertThat(set("{'create':{'x':{'name':'" + "é".repeat(127) + "x'}}}").errors)
                .as("255 octets")
                .isEmpty();
        // Marks in the wrong order, which to sort would take minutes
        assertThat(set("{'create':{'x':{'name':'a" + "\u0301".repeat(400_000) + "\u0323".repeat(400_000) + "'}}}")
                        .error("x"))
                .isEqualTo("invalidProperties[name]");
        assertThat(set("{'create':{'x':{'name':'" + "é".repeat(128) + "'}}}").error("x"))
                .isEqualTo("invalidProperties[name]");
    }

    @Test
    void rfc5198_3_namesAreNormalised() throws Exception {
        Setting setting = set("{'create':{'x':{'name':'Cafe\u0301'}}}");
        assertThat(setting.properties.get("x").get("name").stringValue()).isEqualTo("Caf\u00e9");
        assertThat(set("{'create':{'y':{'name':'Caf\u00e9'}}}").error("y")).isEqualTo("alreadyExists");
    }

    @Test
    void rfc8621_2_siblingsHaveDifferentNames() throws Exception {
        ObjectId first = create("a", "");
        Setting again = set("{'create':{'y':{'name':'a'},'z':{'name':'b'},'zz':{'name':'b'}}}");
        assertThat(again.errors.get("y").more().get("existingId").stringValue()).isEqualTo(first.toString());
        assertThat(again.error("z")).isEqualTo("none");
        assertThat(again.errors.get("zz").more().get("existingId").stringValue())
                .isEqualTo(again.created.get("z").toString());
        assertThat(set("{'update':{'" + first + "':{'name':'b'}}}").error(first))
                .isEqualTo("alreadyExists");
        assertThat(create("a", ",'parentId':'" + first + "'")).isNotNull();
    }

    @Test
    void rfc8620_5_3_onlyTheEndMustBeValid() throws Exception {
        ObjectId a = create("a", "");
        ObjectId b = create("b", ",'role':'important'");
        Setting swap =
                set("{'update':{'" + a + "':{'name':'b','role':'important'},'" + b + "':{'name':'a','role':null}}}");
        assertThat(swap.errors).isEmpty();
        assertThat(name(a)).isEqualTo("b");
        assertThat(get(a, "role").get("role").stringValue()).isEqualTo("important");
        Setting replace = set("{'destroy':['" + a + "'],'create':{'x':{'name':'b','role':'important'}}}");
        assertThat(replace.errors).isEmpty();
        ObjectId x = replace.created.get("x");
        Setting partly = set("{'update':{'" + b + "':{'name':'b'},'" + x + "':{'name':'c','sortOrder':-1}}}");
        assertThat(partly.error(x)).isEqualTo("invalidProperties[sortOrder]");
        assertThat(partly.error(b)).as("its new name has not become free").isEqualTo("alreadyExists");
        assertThat(name(b)).isEqualTo("a");
        Setting one = set("{'update':{'" + b + "':{'name':'b'},'" + x + "':{'sortOrder':5}}}");
        assertThat(one.error(b)).isEqualTo("alreadyExists");
        assertThat(one.error(x)).as("it only stays where it is").isEqualTo("none");
    }

    @Test
    void rfc8621_2_noLoops() throws Exception {
        ObjectId a = create("a", "");
        ObjectId b = create("b", ",'parentId':'" + a + "'");
        assertThat(set("{'update':{'" + a + "':{'parentId':'" + a + "'}}}").error(a))
                .isEqualTo("invalidProperties[parentId]");
        assertThat(set("{'update':{'" + a + "':{'parentId':'" + b + "'}}}").error(a))
                .isEqualTo("invalidProperties[parentId]");
        Setting turned = set("{'update':{'" + a + "':{'parentId':'" + b + "'},'" + b + "':{'parentId':null}}}");
        assertThat(turned.errors).isEmpty();
        assertThat(get(a, "parentId").get("parentId").stringValue()).isEqualTo(b.toString());
    }

    @Test
    void rfc8621_1_3_1_asDeepAsAnnounced() throws Exception {
        ObjectId top = create("1", "");
        ObjectId deep = top;
        for (int i = 2; i <= MailLimits.MAILBOX_DEPTH; i++) {
            deep = create("" + i, ",'parentId':'" + deep + "'");
        }
        assertThat(set("{'create':{'x':{'name':'x','parentId':'" + deep + "'}}}")
                        .error("x"))
                .isEqualTo("invalidProperties[parentId]");
        ObjectId other = create("other", "");
        assertThat(set("{'update':{'" + top + "':{'parentId':'" + other + "'}}}")
                        .error(top))
                .isEqualTo("invalidProperties[parentId]");
        assertThat(set("{'update':{'" + deep + "':{'parentId':'" + other + "'}}}").errors)
                .isEmpty();
    }

    @Test
    void rfc8620_5_3_parentsOfTheSameCall() throws Exception {
        Setting setting = set("{'create':{'p':{'name':'p'},'c':{'name':'c','parentId':'#p'}}}");
        assertThat(setting.errors).isEmpty();
        assertThat(get(setting.created.get("c"), "parentId").get("parentId").stringValue())
                .isEqualTo(setting.created.get("p").toString());
        ObjectId c = setting.created.get("c");
        Setting moved = set("{'create':{'q':{'name':'q'}},'update':{'" + c + "':{'parentId':'#q'}}}");
        assertThat(moved.errors).isEmpty();
        assertThat(get(c, "parentId").get("parentId").stringValue())
                .isEqualTo(moved.created.get("q").toString());
    }

    @Test
    void rfc8621_2_5_whoHasChildrenStays() throws Exception {
        ObjectId p = create("p", "");
        ObjectId c = create("c", ",'parentId':'" + p + "'");
        assertThat(set("{'destroy':['" + p + "'],'onDestroyRemoveEmails':true}").error(p))
                .isEqualTo("mailboxHasChild");
        Setting more = set("{'destroy':['" + p + "'],'create':{'x':{'name':'x','parentId':'" + p + "'}}}");
        assertThat(more.error(p)).isEqualTo("mailboxHasChild");
        assertThat(set("{'destroy':['" + p + "','" + c + "','" + more.created.get("x") + "']}").errors)
                .isEmpty();
        assertThat(type.exists(post.view(), p)).isFalse();
        assertThat(set("{'destroy':['" + p + "']}").error(p)).isEqualTo("notFound");
    }

    @Test
    void rfc8621_2_theInboxStays() throws Exception {
        post.bring("Subject: a\n\nx\n");
        ObjectId inbox = post.mailbox("inbox");
        assertThat(set("{'destroy':['" + inbox + "'],'onDestroyRemoveEmails':true}")
                        .error(inbox))
                .isEqualTo("forbidden");
        assertThat(get(inbox, "myRights").at("/myRights/mayDelete").booleanValue())
                .isFalse();
        assertThat(set("{'update':{'" + inbox + "':{'role':null,'name':'Post'}}}")
                        .error(inbox))
                .isEqualTo("invalidProperties[role]");
        ObjectId other = create("other", "");
        assertThat(set("{'update':{'" + inbox + "':{'parentId':'" + other + "'}}}")
                        .error(inbox))
                .isEqualTo("invalidProperties[parentId]");
        assertThat(set("{'update':{'" + inbox + "':{'role':null,'name':'Old'},'" + other + "':{'role':'inbox'}}}")
                        .errors)
                .isEmpty();
        post.bring("Subject: b\n\nx\n");
        assertThat(get(other, "totalEmails").get("totalEmails").intValue()).isEqualTo(1);
    }

    private ObjectId bringTo(ObjectId... mailboxes) throws Exception {
        ObjectId email = post.bring("Subject: a\n\nx\n");
        move(email, mailboxes);
        return email;
    }

    private void move(ObjectId email, ObjectId... mailboxes) throws Exception {
        post.account(post.alice).<Void, IOException>write(tx -> {
            Row row = java.util.Objects.requireNonNull(tx.row(email));
            List<Member> members =
                    java.util.Arrays.stream(mailboxes).map(Member::in).toList();
            tx.update(Mail.EMAIL, email, row.with(OfEmail.MAILBOXES, members));
            return null;
        });
    }

    private Set<Long> mailboxesOf(ObjectId email) throws Exception {
        Objects emails = post.view().snapshot().objects(Mail.EMAIL);
        int ordinal = emails.ordinal(email);
        return ordinal < 0 ? Set.of() : org.mailbay.store.Column.containers(emails.get(OfEmail.MAILBOXES, ordinal));
    }

    @Test
    void rfc8621_2_5_onDestroyRemoveEmails() throws Exception {
        ObjectId a = create("a", "");
        ObjectId b = create("b", "");
        ObjectId only = bringTo(a);
        ObjectId both = bringTo(a, b);
        assertThat(set("{'destroy':['" + a + "']}").error(a)).isEqualTo("mailboxHasEmail");
        long state = post.view().snapshot().modSeq();
        assertThat(set("{'destroy':['" + a + "'],'onDestroyRemoveEmails':true}").errors)
                .isEmpty();
        assertThat(mailboxesOf(only)).isEmpty();
        assertThat(mailboxesOf(both)).containsExactly(b.number());
        Changes.Since threads = (Changes.Since) post.account(post.alice).changes(Mail.THREAD, state, 10);
        assertThat(threads.destroyed()).containsExactly(Mail.THREAD.id(only.number()));
        assertThat(threads.updated()).isEmpty();
        Changes.Since mailboxes = (Changes.Since) post.account(post.alice).changes(Mail.MAILBOX, state, 10);
        assertThat(mailboxes.destroyed()).containsExactly(a);
        assertThat(mailboxes.updated())
                .as("its unread email may count elsewhere")
                .containsExactly(b);
    }

    /** Emails in {@code a}, every second one in {@code b}, too. */
    private void fill(int count, ObjectId a, ObjectId b) throws Exception {
        for (int i = 0; i < count; i++) {
            post.bring("Subject: " + i + "\n\nx\n");
        }
        Objects emails = post.view().snapshot().objects(Mail.EMAIL);
        post.account(post.alice).<Void, IOException>write(tx -> {
            emails.all().forEach(ordinal -> {
                ObjectId id = emails.id(ordinal);
                Row row = java.util.Objects.requireNonNull(tx.row(id));
                List<Member> in = id.number() % 2 == 0 ? List.of(Member.in(a), Member.in(b)) : List.of(Member.in(a));
                tx.update(Mail.EMAIL, id, row.with(OfEmail.MAILBOXES, in));
            });
            return null;
        });
    }

    private boolean begin(ObjectId mailbox) throws Exception {
        Changer changer =
                type.set(post.view(), JsonNodeFactory.instance.objectNode().put("onDestroyRemoveEmails", true));
        return post.account(post.alice).<Boolean, Exception>write(tx -> changer.begin(tx, Map.of(), List.of(mailbox)));
    }

    /** As a crash leaves it: what was committed, and nobody who goes on. */
    @Test
    void betweenSlicesNothingIsNowhere() throws Exception {
        ObjectId a = create("a", "");
        ObjectId b = create("b", "");
        int count = Emptying.SLICE + 40;
        fill(count, a, b);
        int inB = get(b, "totalEmails").get("totalEmails").intValue();
        assertThat(begin(a)).as("there is more").isFalse();
        assertThat(type.exists(post.view(), a)).isTrue();
        assertThat(get(a, "totalEmails").get("totalEmails").intValue()).isEqualTo(40);
        assertThat(get(b, "totalEmails").get("totalEmails").intValue()).isEqualTo(inB);
        Objects emails = post.view().snapshot().objects(Mail.EMAIL);
        emails.all()
                .forEach(ordinal -> assertThat(emails.get(OfEmail.MAILBOXES, ordinal))
                        .isNotEmpty()
                        .allMatch(member -> member.container() == a.number() || member.container() == b.number()));
        ObjectId child = create("late", ",'parentId':'" + a + "'");
        assertThat(set("{'destroy':['" + a + "'],'onDestroyRemoveEmails':true}").error(a))
                .as("who came in between")
                .isEqualTo("mailboxHasChild");
        assertThat(get(a, "totalEmails").get("totalEmails").intValue()).isEqualTo(40);
        assertThat(set("{'destroy':['" + child + "','" + a + "'],'onDestroyRemoveEmails':true}").errors)
                .isEmpty();
        assertThat(post.view().snapshot().objects(Mail.EMAIL).all().size()).isEqualTo(inB);
    }

    @Test
    void aFullMailboxIsEmptiedInSlices() throws Exception {
        ObjectId a = create("a", "");
        ObjectId b = create("b", "");
        int count = 2 * Emptying.SLICE + 50;
        fill(count, a, b);
        int inB = get(b, "totalEmails").get("totalEmails").intValue();
        ObjectId child = create("c", ",'parentId':'" + a + "'");
        Setting refused = set("{'destroy':['" + a + "'],'onDestroyRemoveEmails':true}");
        assertThat(refused.error(a)).isEqualTo("mailboxHasChild");
        assertThat(get(a, "totalEmails").get("totalEmails").intValue())
                .as("nothing was taken out")
                .isEqualTo(count);
        Setting setting = set("{'destroy':['" + a + "','" + child + "'],'onDestroyRemoveEmails':true}");
        assertThat(setting.errors).isEmpty();
        assertThat(setting.transactions).isEqualTo(3);
        assertThat(setting.done).contains(a, child);
        assertThat(post.view().snapshot().objects(Mail.EMAIL).all().size()).isEqualTo(inB);
        assertThat(get(b, "totalEmails").get("totalEmails").intValue()).isEqualTo(inB);
    }
}
