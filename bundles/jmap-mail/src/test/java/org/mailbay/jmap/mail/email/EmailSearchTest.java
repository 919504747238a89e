package org.mailbay.jmap.mail.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.Limits;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.Post;
import org.mailbay.jmap.mail.search.Bounds;
import org.mailbay.jmap.spi.Comparison;
import org.mailbay.jmap.spi.Order;
import org.mailbay.mail.Mail;
import org.mailbay.store.ObjectId;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Filters by text, sorts and snippets over a real feed. */
final class EmailSearchTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final EmailSchema schema = new EmailSchema(Bounds.DEFAULT);
    private final EmailType emails = new EmailType(new MailIndex(), new Extensions(), EmailLimits.DEFAULT);
    private Post post;

    @BeforeEach
    void begin() throws IOException {
        post = new Post();
        post.search(schema);
    }

    @AfterEach
    void end() {
        post.close();
        schema.stop();
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }

    /** What a client gets that asks again while it is told that the index is behind. */
    private List<ObjectId> found(String filter) throws Exception {
        for (int i = 0; ; i++) {
            View view = post.view();
            try {
                List<ObjectId> ids = new ArrayList<>();
                emails.query(view, object("{}"))
                        .match(object(filter))
                        .forEach(ordinal ->
                                ids.add(view.snapshot().objects(Mail.EMAIL).id(ordinal)));
                return ids;
            } catch (MethodError e) {
                if (!e.type().equals(MethodError.SERVER_UNAVAILABLE) || i == 100) {
                    throw e;
                }
            }
        }
    }

    private ObjectId bring(String from, String subject, String body) throws IOException {
        return post.bring("From: " + from + "\nTo: alice@example.test\nSubject: " + subject + "\n\n" + body + "\n");
    }

    @Test
    void rfc8621_4_4_1_filtersByText() throws Exception {
        ObjectId one = bring("Bob <bob@example.test>", "Apples", "The harvest was good");
        ObjectId two = bring("=?utf-8?q?J=C3=BCrgen?= <j@example.test>", "harvest", "apples and pears");
        ObjectId three = post.bring("From: c@example.test\nCc: dan@example.test\nList-Id: <fruit.lists.test>\n"
                + "X-Spam: no\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
                + "--b\n\nsee attachment\n--b\nContent-Type: image/png\n"
                + "Content-Disposition: attachment; filename=\"banana.png\"\n\nxx\n--b--\n");
        assertThat(found("{'text':'apples'}")).containsExactly(one, two);
        assertThat(found("{'subject':'apples'}")).containsExactly(one);
        assertThat(found("{'body':'apples'}")).containsExactly(two);
        assertThat(found("{'body':'\\\"apples and\\\"'}")).containsExactly(two);
        assertThat(found("{'body':'harv*'}")).containsExactly(one);
        assertThat(found("{'from':'jurgen'}")).containsExactly(two);
        assertThat(found("{'from':'bob@example.test'}")).containsExactly(one);
        assertThat(found("{'cc':'dan'}")).containsExactly(three);
        assertThat(found("{'bcc':'dan'}")).isEmpty();
        assertThat(found("{'body':'banana'}")).containsExactly(three);
        assertThat(found("{'text':'apples','subject':'harvest'}")).containsExactly(two);
        assertThat(found("{'text':'apples','hasAttachment':true}")).isEmpty();
        assertThat(found("{'text':' '}")).containsExactly(one, two, three);
        assertThat(found("{'header':['list-ID']}")).containsExactly(three);
        assertThat(found("{'header':['List-Id','FRUIT.lists']}")).containsExactly(three);
        assertThat(found("{'header':['List-Id','ruit.li']}")).containsExactly(three);
        assertThat(found("{'header':['List-Id','other']}")).isEmpty();
        assertThat(found("{'header':['X-Spam','no']}")).containsExactly(three);
        assertThat(found("{'header':['X-Spam','fruit']}")).isEmpty();
        assertThat(found("{'header':['Subject','pple']}")).containsExactly(one);
        assertThat(found("{'header':['Nothing']}")).isEmpty();
        assertThatThrownBy(() -> found("{'text':'" + "x".repeat(1_001) + "'}"))
                .hasMessageContaining(MethodError.INVALID_ARGUMENTS);
        for (String list : List.of(
                "['" + "x".repeat(501) + "']",
                "['received','" + "x".repeat(1_001) + "']",
                "['subject','" + "x".repeat(1_001) + "']")) {
            assertThatThrownBy(() -> found("{'header':" + list + "}"))
                    .hasMessageContaining(MethodError.INVALID_ARGUMENTS);
        }
        assertThat(found("{'header':['" + "x".repeat(500) + "','" + "x".repeat(1_000) + "']}"))
                .isEmpty();
        assertThat(emails.query(post.view(), object("{}")).canCalculateChanges())
                .isTrue();
    }

    @Test
    void rfc8621_4_4_2_sortsByPeopleAndSubject() throws Exception {
        ObjectId one = bring("zed@example.test", "Re: Banana", "x");
        ObjectId two = bring("Bob <zzz@example.test>", "apple", "x");
        ObjectId three = bring("=?utf-8?q?=C3=84nne?= <a@example.test>", "[list] Fwd: cherry (fwd)", "x");
        assertThat(sorted("subject")).containsExactly(two, one, three);
        assertThat(sorted("from")).containsExactly(two, one, three);
        assertThat(sorted("to")).containsExactly(one, two, three);
        assertThat(sorted("from")).as("from what is kept").containsExactly(two, one, three);
    }

    private List<ObjectId> sorted(String property) throws Exception {
        View view = post.view();
        Order order = emails.query(view, object("{}")).order(new Comparison(property, null, object("{}")));
        org.mailbay.store.Objects objects = view.snapshot().objects(Mail.EMAIL);
        return Arrays.stream(objects.all().toArray())
                .boxed()
                .sorted((a, b) -> order.comparator().applyAsInt(a, b))
                .map(objects::id)
                .toList();
    }

    private record SnippetCall(View view, ObjectNode arguments) implements Call {
        @Override
        public org.mailbay.store.Account own() {
            return view.account();
        }

        @Override
        public Principal principal() {
            return view.principal();
        }

        @Override
        public org.mailbay.directory.Credential credential() {
            return new org.mailbay.directory.Credential(view.principal().address(), "p-test");
        }

        @Override
        public String method() {
            return "SearchSnippet/get";
        }

        @Override
        public View view(String argument, String notFound) {
            return view;
        }

        @Override
        public Limits limits() {
            return new Limits(1, 1, 1, 1, 1, 3, 1);
        }

        @Override
        public long worked(String what, long more) {
            return more;
        }
    }

    private JsonNode snippets(String arguments) throws Exception {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            new SearchSnippetGet().invoke(new SnippetCall(post.view(), object(arguments)), new Responses() {
                @Override
                public JsonGenerator begin(String name) {
                    return out;
                }

                @Override
                public void follow(String method, ObjectNode more) {
                    throw new IllegalStateException(method);
                }

                @Override
                public void changed() {
                    throw new IllegalStateException("changed");
                }

                @Override
                public void created(String creationId, String id) {
                    throw new IllegalStateException(id);
                }
            });
        }
        return JSON.readTree(text.toString());
    }

    @Test
    void rfc8621_5_snippetsShowWhy() throws Exception {
        ObjectId one = bring("bob@example.test", "Apples & <pears>", "An apples day. " + "filler ".repeat(200) + "end");
        ObjectId two = bring("bob@example.test", "other", "nothing");
        assertThat(found("{'text':'apples'}")).containsExactly(one);
        JsonNode answer = snippets("{'accountId':'a','filter':{'operator':'AND','conditions':[{'text':'apples'},"
                + "{'operator':'NOT','conditions':[{'text':'filler'}]}]},'emailIds':['" + one + "','" + two
                + "','e9zzz']}");
        JsonNode first = answer.get("list").get(0);
        assertThat(first.get("emailId").stringValue()).isEqualTo(one.toString());
        assertThat(first.get("subject").stringValue()).isEqualTo("<mark>Apples</mark> &amp; &lt;pears&gt;");
        assertThat(first.get("preview").stringValue())
                .contains("<mark>apples</mark> day")
                .doesNotContain("<mark>filler");
        assertThat(answer.get("list").get(1).get("subject").isNull()).isTrue();
        assertThat(answer.get("list").get(1).get("preview").isNull()).isTrue();
        assertThat(answer.get("notFound").get(0).stringValue()).isEqualTo("e9zzz");
        JsonNode none = snippets("{'accountId':'a','filter':null,'emailIds':['" + one + "']}");
        assertThat(none.get("list").get(0).get("preview").isNull()).isTrue();
        assertThat(Objects.requireNonNull(none.get("notFound")).isNull()).isTrue();
        assertThatThrownBy(() -> snippets("{'accountId':'a','filter':{'odd':1},'emailIds':[]}"))
                .hasMessageContaining(MethodError.UNSUPPORTED_FILTER);
        assertThatThrownBy(() -> snippets("{'accountId':'a','emailIds':['a','b','c','d']}"))
                .hasMessageContaining(MethodError.REQUEST_TOO_LARGE);
        assertThatThrownBy(() -> snippets("{'accountId':'a'}")).hasMessageContaining(MethodError.INVALID_ARGUMENTS);
    }

    @Test
    void rfc8621_5_theSubjectIsShownWhole() throws Exception {
        String subject = "Apples " + "and so on and on ".repeat(40) + "caf\u00E9 \uFB03 apples";
        ObjectId one = bring("bob@example.test", subject, "apples " + "filler ".repeat(400) + "apples");
        assertThat(found("{'text':'apples'}")).containsExactly(one);
        JsonNode snippet = snippets("{'accountId':'a','filter':{'text':'apples'},'emailIds':['" + one + "']}")
                .get("list")
                .get(0);
        assertThat(snippet.get("subject").stringValue().replaceAll("</?mark>", ""))
                .isEqualTo(subject);
        assertThat(snippet.get("subject").stringValue())
                .startsWith("<mark>Apples</mark>")
                .endsWith("<mark>apples</mark>");
        assertThat(snippet.get("preview").stringValue()).hasSizeLessThan(256);
    }

    @Test
    void aSoundAccountHasNoFindings() throws Exception {
        bring("bob@example.test", "x", "y");
        bring("bob@example.test", "Re: x", "y");
        List<Object> findings = new ArrayList<>();
        schema.check(post.account(post.alice), findings::add);
        assertThat(found("{'from':'bob'}")).hasSize(2);
        schema.check(post.account(post.alice), findings::add);
        assertThat(findings).isEmpty();
        post.account(post.alice)
                .write(tx -> tx.create(
                        Mail.EMAIL,
                        org.mailbay.store.Row.EMPTY
                                .with(Mail.OfEmail.THREAD_NUMBER, 1_000)
                                .with(Mail.OfEmail.SIZE, 5_000)
                                .with(
                                        Mail.OfEmail.MAILBOXES,
                                        List.of(org.mailbay.store.Member.in(Mail.MAILBOX.id(999)))),
                        new byte[] {1, 2, 3},
                        List.of()));
        schema.check(post.account(post.alice), findings::add);
        assertThat(findings).asString().contains("email-thread", "email-mailbox-missing", "email-unreadable");
    }
}
