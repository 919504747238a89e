package org.mailbay.jmap.mail.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.Post;
import org.mailbay.jmap.mail.Setting;
import org.mailbay.jmap.mail.mailbox.MailboxType;
import org.mailbay.jmap.mail.thread.ThreadType;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.Comparison;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Order;
import org.mailbay.jmap.spi.Query;
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
import tools.jackson.databind.node.ObjectNode;

class EmailTypeTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MIXED = """
            From: "Eve (x)" <eve@sender.test>, bob@sender.test
            To: Team: a@x.test, =?utf-8?q?J=C3=B6rg?= <j@x.test>;
            Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
            Date: Sun, 22 Nov 2026 09:00:00 +0100
            Message-ID: <1@x>
            List-Post: <mailto:list@x.test>
            Content-Type: multipart/mixed; boundary=m

            --m
            Content-Type: multipart/alternative; boundary=a

            --a
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Sch=C3=B6n
            --a
            Content-Type: text/html; charset=utf-8

            <p>Schoen</p>
            --a--
            --m
            Content-Type: application/pdf; name="r.pdf"
            Content-Disposition: attachment
            Content-Transfer-Encoding: base64

            aGVsbG8=
            --m--
            """;

    private final Post post = new Post();
    private final EmailType emails = new EmailType(new MailIndex(), new Extensions(), EmailLimits.DEFAULT);

    EmailTypeTest() throws IOException {}

    @AfterEach
    void close() {
        post.close();
    }

    private JsonNode get(Gettable type, ObjectId id, String arguments, String... properties) throws Exception {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            assertThat(type.get(
                            post.view(), List.of(id), new LinkedHashSet<>(List.of(properties)), object(arguments), out))
                    .isEmpty();
        }
        return JSON.readTree(text.toString());
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }

    private static void assertJson(@Nullable JsonNode actual, String expected) {
        assertThat(actual).isEqualTo(JSON.readTree(expected.replace('\'', '"')));
    }

    @Test
    void rfc8621_4_1_propertiesOfAMessage() throws Exception {
        ObjectId id = post.bring(MIXED);
        JsonNode email = get(
                emails,
                id,
                "{}",
                "id",
                "threadId",
                "mailboxIds",
                "keywords",
                "receivedAt",
                "hasAttachment",
                "subject",
                "from",
                "to",
                "sentAt",
                "messageId",
                "inReplyTo",
                "cc",
                "preview",
                "header:List-Post:asURLs",
                "header:To:asGroupedAddresses",
                "header:X-None",
                "header:X-None:all",
                "header:Subject:asRaw:all");
        assertThat(email.get("id").stringValue()).isEqualTo(id.toString());
        assertThat(email.get("threadId").stringValue()).startsWith("t");
        assertJson(email.get("mailboxIds"), "{'" + post.mailbox("inbox") + "':true}");
        assertJson(email.get("keywords"), "{}");
        assertJson(email.get("receivedAt"), "'2026-11-22T10:00:01Z'");
        assertJson(email.get("hasAttachment"), "true");
        assertJson(email.get("subject"), "'Grüße'");
        assertJson(
                email.get("from"),
                "[{'name':'Eve (x)','email':'eve@sender.test'},{'name':null,'email':'bob@sender.test'}]");
        assertJson(email.get("to"), "[{'name':null,'email':'a@x.test'},{'name':'Jörg','email':'j@x.test'}]");
        assertJson(email.get("sentAt"), "'2026-11-22T09:00:00+01:00'");
        assertJson(email.get("messageId"), "['1@x']");
        assertJson(email.get("inReplyTo"), "null");
        assertJson(email.get("cc"), "null");
        assertJson(email.get("preview"), "'Schön'");
        assertJson(email.get("header:List-Post:asURLs"), "['mailto:list@x.test']");
        assertJson(
                email.get("header:To:asGroupedAddresses"),
                "[{'name':'Team','addresses':[{'name':null,'email':'a@x.test'},{'name':'Jörg','email':'j@x.test'}]}]");
        assertJson(email.get("header:X-None"), "null");
        assertJson(email.get("header:X-None:all"), "[]");
        assertJson(email.get("header:Subject:asRaw:all"), "[' =?utf-8?q?Gr=C3=BC=C3=9Fe?=']");
    }

    @Test
    void rfc8621_4_1_4_bodiesOfAMessage() throws Exception {
        ObjectId id = post.bring(MIXED);
        JsonNode email = get(
                emails,
                id,
                "{'bodyProperties':['partId','type','name','size','subParts'],'fetchAllBodyValues':true,'maxBodyValueBytes':4}",
                "textBody",
                "htmlBody",
                "attachments",
                "bodyStructure",
                "bodyValues");
        assertJson(email.at("/textBody/0/type"), "'text/plain'");
        assertJson(email.at("/htmlBody/0/type"), "'text/html'");
        assertJson(email.at("/attachments/0/name"), "'r.pdf'");
        assertJson(email.at("/attachments/0/size"), "5");
        assertJson(email.at("/bodyStructure/type"), "'multipart/mixed'");
        assertJson(email.at("/bodyStructure/partId"), "null");
        assertJson(email.at("/bodyStructure/subParts/0/subParts/1/type"), "'text/html'");
        String text = email.at("/textBody/0/partId").stringValue();
        assertJson(email.get("bodyValues").get(text), "{'value':'Sch','isEncodingProblem':false,'isTruncated':true}");
        assertThat(email.get("bodyValues").size()).isEqualTo(2);
    }

    @Test
    void rfc8621_4_1_2_formsThatAFieldDoesNotHave() {
        for (String bad : List.of(
                "header:",
                "header:Subject:asAddresses",
                "header:From:asDate",
                "header:Date:asText",
                "header:X:asFoo",
                "header:X:all:asText",
                "header:X Y",
                "header:Received:asText",
                "header:X:asText:all:all")) {
            assertThat(emails.property(bad)).as(bad).isEmpty();
        }
        for (String good : List.of("header:X-Any:asDate:all", "header:received:all", "header:SUBJECT:asText")) {
            assertThat(emails.property(good)).as(good).isPresent();
        }
    }

    @Test
    void rfc8621_4_4_filtersAndSorts() throws Exception {
        ObjectId one = post.bring("Message-ID: <1@x>\nSubject: a\n\nx\n");
        ObjectId two = post.bring("Message-ID: <2@x>\nIn-Reply-To: <1@x>\nSubject: Re: a\n\nlonger\n");
        ObjectId three = post.bring(MIXED.replace("<1@x>", "<9@x>"));
        update(one, "{'keywords/$Seen':true}");
        assertMatches("{'hasKeyword':'$seen'}", one);
        assertMatches("{'notKeyword':'$seen'}", two, three);
        assertMatches("{'someInThreadHaveKeyword':'$seen'}", one, two);
        assertMatches("{'allInThreadHaveKeyword':'$seen'}");
        assertMatches("{'noneInThreadHaveKeyword':'$seen'}", three);
        assertMatches("{'inMailbox':'" + post.mailbox("inbox") + "','hasAttachment':true}", three);
        assertMatches("{'inMailbox':'" + post.mailbox("trash") + "'}");
        assertMatches("{'inMailbox':'nonsense'}");
        assertMatches("{'inMailboxOtherThan':['" + post.mailbox("inbox") + "']}");
        assertMatches("{'after':'2026-11-22T10:00:02Z','before':'2026-11-22T10:00:03Z'}", two);
        assertMatches("{'minSize':300}", three);
        assertMatches("{'maxSize':300}", one, two);
        assertThat(sorted("receivedAt", "{}")).containsExactly(one, two, three);
        assertThat(sorted("hasKeyword", "{'keyword':'$seen'}")).endsWith(one);
        assertThatThrownBy(() -> query("{}").match(object("{'nonsense':1}")))
                .hasMessageContaining(MethodError.UNSUPPORTED_FILTER);
        assertThatThrownBy(() -> query("{}").match(object("{'text':'x'}")))
                .as("no search engine")
                .hasMessageContaining(MethodError.SERVER_UNAVAILABLE);
        for (String bad : List.of(
                "{'minSize':-1}",
                "{'text':1}",
                "{'header':[]}",
                "{'header':['a','b','c']}",
                "{'before':'yesterday'}",
                "{'hasKeyword':1}",
                "{'hasAttachment':'x'}")) {
            assertThatThrownBy(() -> query("{}").match(object(bad)))
                    .as(bad)
                    .hasMessageContaining(MethodError.INVALID_ARGUMENTS);
        }
        assertThatThrownBy(() -> query("{}").order(new Comparison("nonsense", null, object("{}"))))
                .hasMessageContaining(MethodError.UNSUPPORTED_SORT);
    }

    private Query query(String arguments) throws Exception {
        return emails.query(post.view(), object(arguments));
    }

    private void assertMatches(String filter, ObjectId... expected) throws Exception {
        Objects objects = post.view().snapshot().objects(Mail.EMAIL);
        assertThat(Post.ids(objects, query("{}").match(object(filter)).toArray()))
                .as(filter)
                .containsExactly(expected);
    }

    private List<ObjectId> sorted(String property, String more) throws Exception {
        Order order = query("{}").order(new Comparison(property, null, object(more)));
        Objects objects = post.view().snapshot().objects(Mail.EMAIL);
        return Arrays.stream(objects.all().toArray())
                .boxed()
                .sorted((a, b) -> order.comparator().applyAsInt(a, b))
                .map(objects::id)
                .toList();
    }

    private void update(ObjectId id, String patch) throws Exception {
        Changer changer = emails.set(post.view(), object("{}"));
        Patch parsed = Patch.of(object(patch));
        Exception[] thrown = new Exception[1];
        post.account(post.alice).<Void, IOException>write(tx -> {
            try {
                changer.update(tx, id, parsed);
            } catch (SetError | MethodError e) {
                thrown[0] = e;
            }
            return null;
        });
        if (thrown[0] != null) {
            throw thrown[0];
        }
    }

    @Test
    void rfc8621_4_6_keywordsAndMailboxes() throws Exception {
        ObjectId id = post.bring(MIXED);
        update(id, "{'keywords':{'$Flagged':true,'Custom':true}}");
        update(id, "{'keywords/$seen':true,'keywords/custom':null,'mailboxIds/" + post.mailbox("archive") + "':true}");
        JsonNode email = get(emails, id, "{}", "keywords", "mailboxIds");
        assertJson(email.get("keywords"), "{'$flagged':true,'$seen':true}");
        assertThat(email.get("mailboxIds").size()).isEqualTo(2);
        for (String bad : List.of(
                "{'keywords':{'a b':true}}",
                "{'keywords':{'x':false}}",
                "{'keywords/(':true}",
                "{'keywords':[]}",
                "{'mailboxIds':{}}",
                "{'mailboxIds':null}",
                "{'mailboxIds':{'m999':true}}",
                "{'mailboxIds/nonsense':true}")) {
            assertThatThrownBy(() -> update(id, bad)).as(bad).isInstanceOf(SetError.class);
        }
        assertJson(get(emails, id, "{}", "keywords").get("keywords"), "{'$flagged':true,'$seen':true}");
    }

    @Test
    void rfc8621_4_1_1_whatIsMarkedDeletedIsNotThere() throws Exception {
        ObjectId kept = post.bring("Message-ID: <1@x>\nSubject: a\n\nx\n");
        ObjectId marked = post.bring("Message-ID: <2@x>\nIn-Reply-To: <1@x>\nSubject: Re: a\n\nx\n");
        assertCounts("inbox", 2, 2, 1, 1);
        post.account(post.alice).<Void, IOException>write(tx -> {
            Row row = java.util.Objects.requireNonNull(tx.row(marked));
            List<Member> members = row.get(OfEmail.MAILBOXES).stream()
                    .map(in -> new Member(in.container(), in.uid(), in.modSeq(), true))
                    .toList();
            tx.update(Mail.EMAIL, marked, row.with(OfEmail.MAILBOXES, members));
            return null;
        });
        assertThat(emails.exists(post.view(), marked)).isFalse();
        assertThat(emails.all(post.view(), 10)).containsExactly(kept);
        assertCounts("inbox", 1, 1, 1, 1);
        ObjectId thread = Mail.THREAD.id(kept.number());
        assertJson(
                get(new ThreadType(new MailIndex()), thread, "{}", "emailIds").get("emailIds"), "['" + kept + "']");
        assertThat(Setting.run(emails, post.view(), "{'destroy':['" + marked + "']}")
                        .error(marked))
                .isEqualTo("notFound");
    }

    @Test
    void rfc8621_2_countsFollow() throws Exception {
        ObjectId one = post.bring("Message-ID: <1@x>\nSubject: a\n\nx\n");
        post.bring("Message-ID: <2@x>\nIn-Reply-To: <1@x>\nSubject: Re: a\n\n\n");
        post.bring("Message-ID: <3@x>\nSubject: b\n\n\n");
        assertCounts("inbox", 3, 3, 2, 2);
        update(one, "{'keywords/$seen':true,'mailboxIds':{'" + post.mailbox("archive") + "':true}}");
        assertCounts("inbox", 2, 2, 2, 2);
        assertCounts("archive", 1, 0, 1, 1);
        long state = post.account(post.alice).snapshot().objects(Mail.MAILBOX).state();
        update(one, "{'keywords/$seen':null}");
        Changes changes = post.account(post.alice).changes(Mail.MAILBOX, state, 10);
        assertThat(((Changes.Since) changes).updated())
                .as("a thread's unread state shows in all its mailboxes")
                .containsExactlyInAnyOrder(post.mailbox("inbox"), post.mailbox("archive"));
    }

    private void assertCounts(String role, int... counts) throws Exception {
        JsonNode mailbox = get(
                new MailboxType(new MailIndex()),
                post.mailbox(role),
                "{}",
                "totalEmails",
                "unreadEmails",
                "totalThreads",
                "unreadThreads");
        assertThat(mailbox.values().stream().map(JsonNode::asInt))
                .as(role)
                .containsExactly(Arrays.stream(counts).boxed().toArray(Integer[]::new));
    }

    @Test
    void destroyingTheLastEmailEndsTheThread() throws Exception {
        ObjectId one = post.bring("Message-ID: <1@x>\nSubject: a\n\nx\n");
        ObjectId two = post.bring("Message-ID: <2@x>\nIn-Reply-To: <1@x>\nSubject: Re: a\n\n\n");
        ObjectId thread = Mail.THREAD.id(one.number());
        assertJson(
                get(new ThreadType(new MailIndex()), thread, "{}", "id", "emailIds")
                        .get("emailIds"),
                "['" + one + "','" + two + "']");
        destroy(one);
        assertThat(new ThreadType(new MailIndex()).exists(post.view(), thread)).isTrue();
        long state = post.account(post.alice).snapshot().modSeq();
        destroy(two);
        assertThat(new ThreadType(new MailIndex()).exists(post.view(), thread)).isFalse();
        assertThat(post.account(post.alice).changes(Mail.THREAD, state, 10))
                .isInstanceOfSatisfying(
                        Changes.Since.class,
                        since -> assertThat(since.destroyed()).containsExactly(thread));
        ObjectId late = post.bring("Message-ID: <3@x>\nIn-Reply-To: <1@x>\nSubject: Re: a\n\n\n");
        assertThat(new ThreadType(new MailIndex()).exists(post.view(), Mail.THREAD.id(late.number())))
                .as("a thread's id is not used again")
                .isTrue();
    }

    private void destroy(ObjectId id) throws Exception {
        Changer changer = emails.set(post.view(), object("{}"));
        post.account(post.alice).<Void, IOException>write(tx -> {
            try {
                changer.destroy(tx, id);
            } catch (SetError | MethodError e) {
                throw new IOException(e);
            }
            return null;
        });
    }
}
