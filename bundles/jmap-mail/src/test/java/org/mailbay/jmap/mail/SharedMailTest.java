package org.mailbay.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.email.EmailType;
import org.mailbay.jmap.mail.email.Extensions;
import org.mailbay.jmap.mail.mailbox.MailboxType;
import org.mailbay.jmap.mail.thread.ThreadType;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Settable;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailboxRights;
import org.mailbay.store.Changes;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** What bob sees and may do of alice's mail (RFC 8621 §2, RFC 9670). */
class SharedMailTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Post post = new Post();
    private final MailIndex index = new MailIndex();
    private final MailboxType mailboxes = new MailboxType(index);
    private final EmailType emails = new EmailType(index, new Extensions(), EmailLimits.DEFAULT);
    private final ThreadType threads = new ThreadType(index);

    private ObjectId top;
    private ObjectId shared;
    private ObjectId below;
    private ObjectId secret;

    SharedMailTest() throws IOException {}

    @BeforeEach
    void prepare() throws Exception {
        Mailboxes.prepared(post.account(post.alice));
        Setting made = Setting.run(
                mailboxes,
                post.view(),
                "{'create':{'t':{'name':'top'},'a':{'name':'shared','parentId':'#t'},'b':{'name':'below','parentId':'#a'},"
                        + "'s':{'name':'secret'}}}");
        top = made.created.get("t");
        shared = made.created.get("a");
        below = made.created.get("b");
        secret = made.created.get("s");
    }

    @AfterEach
    void close() {
        post.close();
    }

    private void share(ObjectId mailbox, String letters) throws Exception {
        post.account(post.alice).<Void, IOException>write(tx -> {
            Row row = java.util.Objects.requireNonNull(tx.row(mailbox));
            tx.update(
                    Mail.MAILBOX,
                    mailbox,
                    MailboxRights.with(row, Map.of(post.bob.account(), new MailboxRights(letters))));
            return null;
        });
    }

    private View bobs() throws IOException {
        return post.view(post.bob, post.alice);
    }

    private ObjectId bring(String message, ObjectId... in) throws Exception {
        ObjectId email = post.bring(message);
        move(email, in);
        return email;
    }

    private void move(ObjectId email, ObjectId... in) throws Exception {
        post.account(post.alice).<Void, IOException>write(tx -> {
            Row row = java.util.Objects.requireNonNull(tx.row(email));
            tx.update(
                    Mail.EMAIL,
                    email,
                    row.with(
                            OfEmail.MAILBOXES, Arrays.stream(in).map(Member::in).toList()));
            return null;
        });
    }

    private static JsonNode get(Gettable type, View view, ObjectId id, String... properties) throws Exception {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            type.get(
                    view,
                    List.of(id),
                    new LinkedHashSet<>(List.of(properties)),
                    JsonNodeFactory.instance.objectNode(),
                    out);
        }
        return JSON.readTree(text.toString());
    }

    private static void assertJson(JsonNode actual, String expected) {
        assertThat(actual).isEqualTo(JSON.readTree(expected.replace('\'', '"')));
    }

    private Setting set(Settable type, String arguments) throws Exception {
        return Setting.run(type, bobs(), arguments);
    }

    @Test
    void rfc8621_2_onlyWhatMayBeReadExists() throws Exception {
        share(shared, "lr");
        share(secret, "i");
        assertThat(mailboxes.all(bobs(), 10)).containsExactly(shared);
        assertThat(mailboxes.exists(bobs(), shared)).isTrue();
        assertThat(mailboxes.exists(bobs(), top)).isFalse();
        assertThat(mailboxes.exists(bobs(), secret)).as("to add is not to see").isFalse();
        assertJson(
                get(mailboxes, bobs(), shared, "name", "parentId", "isSubscribed", "shareWith"),
                "{'name':'shared','parentId':null,'isSubscribed':false,'shareWith':null}");
        share(top, "lr");
        assertThat(get(mailboxes, bobs(), shared, "parentId").get("parentId").stringValue())
                .isEqualTo(top.toString());
        share(below, "lr");
        share(shared, "");
        assertThat(get(mailboxes, bobs(), below, "parentId").get("parentId").stringValue())
                .as("the nearest that bob sees")
                .isEqualTo(top.toString());
    }

    @Test
    void rfc8621_2_emailsAndThreadsOfWhatMayBeRead() throws Exception {
        share(shared, "lr");
        ObjectId both = bring("Message-ID: <1@x>\nSubject: a\n\nx\n", shared, secret);
        ObjectId hidden = bring("Message-ID: <2@x>\nIn-Reply-To: <1@x>\nSubject: Re: a\n\nx\n", secret);
        ObjectId alone = bring("Message-ID: <3@x>\nSubject: b\n\nx\n", secret);
        ObjectId thread = Mail.THREAD.id(Access.of(bobs()).thread(0));
        assertThat(bobs().snapshot().objects(Mail.EMAIL).id(0)).isEqualTo(both);
        assertThat(emails.all(bobs(), 10)).containsExactly(both);
        assertThat(emails.exists(bobs(), hidden)).isFalse();
        assertJson(get(emails, bobs(), both, "mailboxIds"), "{'mailboxIds':{'" + shared + "':true}}");
        assertJson(get(threads, bobs(), thread, "emailIds"), "{'id':'" + thread + "','emailIds':['" + both + "']}");
        assertThat(threads.exists(bobs(), Mail.THREAD.id(alone.number()))).isFalse();
        assertThat(threads.all(bobs(), 10)).containsExactly(thread);
        assertJson(
                get(mailboxes, bobs(), shared, "totalEmails", "unreadEmails", "totalThreads", "unreadThreads"),
                "{'totalEmails':1,'unreadEmails':1,'totalThreads':1,'unreadThreads':1}");
        Setting.run(emails, post.view(), "{'update':{'" + both + "':{'keywords/$seen':true}}}");
        assertJson(get(mailboxes, bobs(), shared, "unreadThreads"), "{'unreadThreads':0}");
        assertJson(get(mailboxes, post.view(), shared, "unreadThreads"), "{'unreadThreads':1}");
        Objects objects = bobs().snapshot().objects(Mail.EMAIL);
        assertThat(ids(objects, "{}")).containsExactly(both);
        assertThat(ids(objects, "{'inMailbox':'" + secret + "'}")).isEmpty();
        assertThat(ids(objects, "{'inMailbox':'" + shared + "'}")).containsExactly(both);
        assertThat(ids(objects, "{'inMailboxOtherThan':['" + shared + "']}")).isEmpty();
        assertThat(mailboxes.referring(bobs(), List.of(both, hidden))).containsExactly(shared);
        assertThat(threads.referring(bobs(), List.of(hidden))).isEmpty();
    }

    private Set<ObjectId> ids(Objects objects, String filter) throws Exception {
        var query = emails.query(bobs(), JsonNodeFactory.instance.objectNode());
        return Post.ids(
                objects,
                query.match((tools.jackson.databind.node.ObjectNode) JSON.readTree(filter.replace('\'', '"')))
                        .toArray());
    }

    @Test
    void rfc8621_2_rightsToEmails() throws Exception {
        share(shared, "lr");
        share(below, "lri");
        ObjectId email = bring("Subject: a\n\nx\n", shared);
        String seen = "{'update':{'" + email + "':{'keywords/$seen':true}}}";
        String flagged = "{'update':{'" + email + "':{'keywords/$flagged':true}}}";
        String copied = "{'update':{'" + email + "':{'mailboxIds/" + below + "':true}}}";
        String moved = "{'update':{'" + email + "':{'mailboxIds':{'" + below + "':true}}}}";
        String away = "{'update':{'" + email + "':{'mailboxIds/" + secret + "':true}}}";
        String gone = "{'destroy':['" + email + "']}";
        assertThat(set(emails, seen).error(email)).isEqualTo("forbidden");
        assertThat(set(emails, flagged).error(email)).isEqualTo("forbidden");
        assertThat(set(emails, moved).error(email)).isEqualTo("forbidden");
        assertThat(set(emails, away).error(email)).isEqualTo("invalidProperties[mailboxIds]");
        assertThat(set(emails, gone).error(email)).isEqualTo("forbidden");
        share(shared, "lrs");
        assertThat(set(emails, seen).error(email)).isEqualTo("none");
        assertThat(set(emails, flagged).error(email)).isEqualTo("forbidden");
        share(shared, "lrswte");
        assertThat(set(emails, flagged).error(email)).isEqualTo("none");
        assertThat(set(emails, copied).error(email)).isEqualTo("none");
        assertThat(set(emails, "{'update':{'" + email + "':{'keywords/$flagged':null}}}")
                        .error(email))
                .as("not in all of its mailboxes")
                .isEqualTo("forbidden");
        assertThat(set(emails, gone).error(email))
                .as("may not be removed from one")
                .isEqualTo("forbidden");
    }

    @Test
    void whatIsHiddenStaysWhereItIs() throws Exception {
        share(shared, "lrswite");
        share(below, "lrswite");
        ObjectId email = bring("Subject: a\n\nx\n", shared, secret);
        assertThat(set(emails, "{'update':{'" + email + "':{'mailboxIds':{'" + below + "':true}}}}").errors)
                .isEmpty();
        assertJson(
                get(emails, post.view(), email, "mailboxIds"),
                "{'mailboxIds':{'" + below + "':true,'" + secret + "':true}}");
        assertThat(set(emails, "{'destroy':['" + email + "']}").errors).isEmpty();
        assertThat(emails.exists(bobs(), email)).isFalse();
        assertJson(get(emails, post.view(), email, "mailboxIds"), "{'mailboxIds':{'" + secret + "':true}}");
        assertThat(set(emails, "{'destroy':['" + email + "']}").error(email)).isEqualTo("notFound");
    }

    @Test
    void rfc8621_2_rightsToMailboxes() throws Exception {
        share(shared, "lr");
        String child = "{'create':{'x':{'name':'x','parentId':'" + shared + "'}}}";
        assertThat(set(mailboxes, child).error("x")).isEqualTo("forbidden");
        assertThat(set(mailboxes, "{'create':{'x':{'name':'x'}}}").error("x")).isEqualTo("forbidden");
        assertThat(set(mailboxes, "{'create':{'x':{'name':'x','parentId':'" + secret + "'}}}")
                        .error("x"))
                .isEqualTo("invalidProperties[parentId]");
        assertThat(set(mailboxes, "{'update':{'" + shared + "':{'name':'y'}}}").error(shared))
                .isEqualTo("forbidden");
        assertThat(set(mailboxes, "{'update':{'" + shared + "':{'role':'important'}}}")
                        .error(shared))
                .isEqualTo("forbidden");
        assertThat(set(mailboxes, "{'destroy':['" + shared + "']}").error(shared))
                .isEqualTo("forbidden");
        assertThat(set(mailboxes, "{'destroy':['" + secret + "']}").error(secret))
                .isEqualTo("notFound");
        assertThat(set(mailboxes, "{'update':{'" + shared + "':{'shareWith':{}}}}")
                        .error(shared))
                .isEqualTo("forbidden");
        assertThat(set(mailboxes, "{'update':{'" + shared + "':{'isSubscribed':true}}}").errors)
                .isEmpty();
        assertJson(get(mailboxes, bobs(), shared, "isSubscribed"), "{'isSubscribed':true}");
        assertThat(set(mailboxes, "{'update':{'" + shared + "':{'isSubscribed':false}}}").errors)
                .isEmpty();
        assertJson(get(mailboxes, post.view(), shared, "isSubscribed"), "{'isSubscribed':true}");
        share(shared, "lrkx");
        Setting made = set(mailboxes, child);
        assertThat(made.errors).isEmpty();
        ObjectId x = made.created.get("x");
        assertThat(mailboxes.exists(bobs(), x)).as("shared as its parent").isTrue();
        assertThat(set(mailboxes, "{'update':{'" + x + "':{'name':'y'}}}").errors)
                .isEmpty();
        assertThat(set(mailboxes, "{'update':{'" + x + "':{'parentId':null}}}").error(x))
                .isEqualTo("forbidden");
        ObjectId email = bring("Subject: a\n\nx\n", x);
        assertThat(set(mailboxes, "{'destroy':['" + x + "'],'onDestroyRemoveEmails':true}")
                        .error(x))
                .as("mayRemoveItems")
                .isEqualTo("forbidden");
        move(email, secret);
        assertThat(set(mailboxes, "{'destroy':['" + x + "']}").errors).isEmpty();
    }

    @Test
    void aNameThatIsTakenTellsNothingOfWhoHasIt() throws Exception {
        share(shared, "lrkx");
        String create = "{'create':{'x':{'name':'below','parentId':'" + shared + "'}}}";
        assertThat(set(mailboxes, create).error("x")).isEqualTo("invalidProperties[name]");
        ObjectId made = set(mailboxes, create.replace("below", "other")).created.get("x");
        assertThat(set(mailboxes, "{'update':{'" + made + "':{'name':'below'}}}")
                        .error(made))
                .isEqualTo("invalidProperties[name]");
        share(below, "lr");
        assertThat(set(mailboxes, create).error("x")).isEqualTo("alreadyExists");
    }

    @Test
    void rfc9670_4_shareWith() throws Exception {
        Principal bob = new Principal(post.alice.tenant(), "bob@example.test", "", post.bob.account(), Set.of());
        List<Principal> all = List.of(post.alice, bob);
        mailboxes.bindDirectory((Directory) Proxy.newProxyInstance(
                Directory.class.getClassLoader(), new Class<?>[] {Directory.class}, (_, _, _) -> all));
        String id = "p" + post.bob.account().toString().substring(1);
        String owner = "p" + post.alice.account().toString().substring(1);
        String begin = "{'update':{'" + shared + "':{'shareWith";
        for (String wrong : List.of(
                "':{'" + owner + "':{'mayReadItems':true}}",
                "':{'pzzz':{'mayReadItems':true}}",
                "':{'x':{'mayReadItems':true}}",
                "':{'" + id + "':{'mayFly':true}}",
                "':{'" + id + "':{'mayReadItems':1}}",
                "':{'" + id + "':true}",
                "':7")) {
            assertThat(Setting.run(mailboxes, post.view(), begin + wrong + "}}}")
                            .error(shared))
                    .as(wrong)
                    .isEqualTo("invalidProperties[shareWith]");
        }
        Setting given = Setting.run(mailboxes, post.view(), begin + "/" + id + "':{'mayReadItems':true}}}}");
        assertThat(given.errors).isEmpty();
        assertThat(given.properties.get(shared.toString()).isEmpty())
                .as("what is left out is false")
                .isTrue();
        assertThat(mailboxes.shares(row(shared))).isEqualTo(Map.of(post.bob.account(), Set.of("mayReadItems")));
        assertThat(get(mailboxes, post.view(), shared, "shareWith")
                        .at("/shareWith/" + id + "/mayReadItems")
                        .booleanValue())
                .isTrue();
        Setting more = Setting.run(mailboxes, post.view(), begin + "/" + id + "/mayRename':true}}}");
        assertThat(more.properties
                        .get(shared.toString())
                        .at("/shareWith/" + id + "/mayDelete")
                        .booleanValue())
                .as("IMAP has one letter for both")
                .isTrue();
        Setting made = Setting.run(mailboxes, post.view(), "{'create':{'c':{'name':'c','parentId':'" + shared + "'}}}");
        assertThat(mailboxes.exists(bobs(), made.created.get("c")))
                .as("as its parent")
                .isTrue();
        Setting.run(mailboxes, post.view(), begin + "/" + id + "':null}}}");
        assertThat(mailboxes.shares(row(shared))).isEmpty();
        assertThat(mailboxes.exists(bobs(), shared)).isFalse();
    }

    private Row row(ObjectId mailbox) throws IOException {
        Objects objects = post.view().snapshot().objects(Mail.MAILBOX);
        return objects.row(objects.ordinal(mailbox));
    }

    @Test
    void rfc8620_5_2_changesTellOnlyOfWhatWasSeen() throws Exception {
        share(shared, "lrswite");
        ObjectId stays = bring("Subject: a\n\nx\n", shared);
        ObjectId leaves = bring("Subject: b\n\nx\n", shared);
        ObjectId dies = bring("Subject: c\n\nx\n", shared);
        ObjectId hidden = bring("Subject: d\n\nx\n", secret);
        ObjectId comes = bring("Subject: e\n\nx\n", secret);
        long since = emails.state(bobs());
        long sinceThreads = threads.state(bobs());
        Setting.run(
                emails,
                post.view(),
                "{'update':{'" + stays + "':{'keywords/$seen':true},'" + hidden
                        + "':{'keywords/$seen':true}},'destroy':['" + dies + "']}");
        move(leaves, secret);
        move(comes, shared);
        Setting.run(emails, post.view(), "{'destroy':['" + hidden + "']}");
        ObjectId unseen = bring("Subject: f\n\nx\n", secret);
        Setting.run(emails, post.view(), "{'destroy':['" + unseen + "']}");
        Changes.Since changes = since(emails, since);
        assertThat(changes.created()).containsExactly(comes);
        assertThat(changes.updated()).containsExactly(stays);
        assertThat(changes.destroyed()).containsExactlyInAnyOrder(leaves, dies);
        Changes.Since ofThreads = since(threads, sinceThreads);
        assertThat(ofThreads.created()).containsExactly(Mail.THREAD.id(comes.number()));
        assertThat(ofThreads.updated()).isEmpty();
        assertThat(ofThreads.destroyed())
                .containsExactlyInAnyOrder(Mail.THREAD.id(leaves.number()), Mail.THREAD.id(dies.number()));
        assertThat(emails.changes(bobs(), since - 1, 100))
                .as("a state that bob was never told")
                .isEqualTo(new Changes.TooOld());
        assertThat(emails.changes(bobs(), since, 3)).as("more than asked for").isEqualTo(new Changes.TooOld());
        long next = changes.newState();
        ObjectId late = bring("Subject: g\n\nx\n", shared);
        assertThat(since(emails, next).created())
                .as("since what changes led to")
                .containsExactly(late);
        Setting mine = set(emails, "{'update':{'" + stays + "':{'keywords/$flagged':true}}}");
        assertThat(mine.errors).isEmpty();
        assertThat(since(emails, emails.state(bobs())).updated()).isEmpty();
    }

    private Changes.Since since(DataType type, long state) throws IOException {
        return (Changes.Since) type.changes(bobs(), state, 100);
    }

    @Test
    void rfc8620_5_2_changesOfMailboxesTellOnlyOfWhatWasSeen() throws Exception {
        share(shared, "lr");
        share(below, "lr");
        long since = mailboxes.state(bobs());
        Setting.run(
                mailboxes,
                post.view(),
                "{'destroy':['" + secret + "','" + below + "'],'update':{'" + shared + "':{'name':'z'},'" + top
                        + "':{'name':'y'}}}");
        Changes.Since changes = since(mailboxes, since);
        assertThat(changes.created()).isEmpty();
        assertThat(changes.updated()).containsExactly(shared);
        assertThat(changes.destroyed()).containsExactly(below);
    }
}
