package org.mailbay.jmap.mail.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.mail.Post;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.Part;
import org.mailbay.store.BlobInput;
import org.mailbay.store.ObjectId;
import org.mailbay.testkit.JmapCall;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Email/parse: RFC 8621 §4.9. */
class EmailParseTest {
    private static final String INNER = """
            From: Ann <ann@x.test>
            Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
            Message-ID: <i@x>
            Content-Type: multipart/mixed; boundary=i

            --i

            Inner text
            --i
            Content-Type: application/pdf; name=a.pdf
            Content-Disposition: attachment
            Content-Transfer-Encoding: base64

            aGVsbG8=
            --i--
            """;

    private final Post post = new Post();

    EmailParseTest() throws IOException {}

    @AfterEach
    void close() {
        post.close();
    }

    private JsonNode parse(String arguments) throws Exception {
        return JmapCall.answer(new EmailParse(), post.account(post.alice), arguments);
    }

    /** The blob of the first attachment of a message. */
    private String attached(String encoding, String content) throws IOException {
        ObjectId id = post.bring("Subject: outer\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nText\n--o\n"
                + "Content-Type: message/rfc822\nContent-Transfer-Encoding: " + encoding + "\n\n" + content
                + "\n--o--\n");
        StoredEmail email = post.stored(id);
        Part part = email.message().root().children().get(1);
        return new MessageBytes(
                        (_, _, _) -> java.util.Optional.empty(),
                        email.blob(),
                        0,
                        email.message().size())
                .blobId(part);
    }

    /** RFC 8620 §3.6.1: what one call may cost is bounded, however few blobs it names. */
    @Test
    void theOctetsOfOneCallAreBounded() throws Exception {
        String one = attached("7bit", INNER);
        String two = attached("7bit", INNER + " ");
        long size = BlobId.parse(one).orElseThrow().length()
                + BlobId.parse(two).orElseThrow().length();
        String both = "{'blobIds':['" + one + "','" + two + "','" + one + "']}";
        assertThat(JmapCall.answer(new EmailParse(size), post.account(post.alice), both)
                        .get("parsed"))
                .hasSize(2);
        assertThatThrownBy(() -> JmapCall.answer(new EmailParse(size - 1), post.account(post.alice), both))
                .hasMessageContaining(MethodError.REQUEST_TOO_LARGE);
    }

    @Test
    void attachedMessagesAreEmailsInNoAccount() throws Exception {
        String blob = attached("7bit", INNER);
        JsonNode email = parse("{'blobIds':['" + blob + "'],'properties':['id','blobId','threadId','mailboxIds',"
                        + "'keywords','receivedAt','size','subject','from','messageId','hasAttachment','preview',"
                        + "'textBody','attachments','bodyValues','header:Subject:asRaw'],'fetchTextBodyValues':true,"
                        + "'bodyProperties':['partId','blobId','type','size','name']}")
                .get("parsed")
                .get(blob);
        for (String none : new String[] {"id", "threadId", "mailboxIds", "keywords", "receivedAt"}) {
            assertThat(email.get(none).isNull()).as(none).isTrue();
        }
        assertThat(email.get("blobId").stringValue()).isEqualTo(blob);
        assertThat(email.get("subject").stringValue()).isEqualTo("Grüße");
        assertThat(email.get("preview").stringValue()).isEqualTo("Inner text");
        assertThat(email.get("hasAttachment").booleanValue()).isTrue();
        assertThat(email.get("header:Subject:asRaw").stringValue()).isEqualTo(" =?utf-8?q?Gr=C3=BC=C3=9Fe?=");
        String part = email.get("textBody").get(0).get("partId").stringValue();
        assertThat(email.get("bodyValues").get(part).get("value").stringValue()).isEqualTo("Inner text");
        assertThat(content(email.get("attachments").get(0).get("blobId").stringValue()))
                .isEqualTo("hello");
    }

    private String content(String blobId) throws IOException {
        BlobId id = BlobId.parse(blobId).orElseThrow();
        try (BlobInput input =
                post.view().open(id.blob(), id.offset(), id.length()).orElseThrow()) {
            return new String(id.decoded(input).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anEncodedMessageIsReadAndItsPartsHaveBlobs() throws Exception {
        String blob = attached(
                "base64",
                Base64.getEncoder().encodeToString(INNER.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
        JsonNode email = parse("{'blobIds':['" + blob + "']}").get("parsed").get(blob);
        assertThat(email.propertyNames())
                .containsExactly(
                        "messageId",
                        "inReplyTo",
                        "references",
                        "sender",
                        "from",
                        "to",
                        "cc",
                        "bcc",
                        "replyTo",
                        "subject",
                        "sentAt",
                        "hasAttachment",
                        "preview",
                        "bodyValues",
                        "textBody",
                        "htmlBody",
                        "attachments");
        assertThat(content(email.get("attachments").get(0).get("blobId").stringValue()))
                .isEqualTo("hello");
    }

    /** What is decoded is of whoever asked: in another's account nothing refers to it, and it could not be downloaded there. */
    @Test
    void partsOfAnEncodedMessageOfAnothersAreInTheOwnAccount() throws Exception {
        String blob = attached(
                "base64",
                Base64.getEncoder().encodeToString(INNER.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        arguments.putArray("blobIds").add(blob);
        JmapCall alices = new JmapCall(post.view(post.bob, post.alice), "Email/parse", arguments, new HashMap<>());
        ClassLoader loader = EmailParseTest.class.getClassLoader();
        Call bobs = (Call) Proxy.newProxyInstance(
                loader,
                new Class<?>[] {Call.class},
                (self, method, given) ->
                        method.getName().equals("own") ? post.account(post.bob) : method.invoke(alices, given));
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JsonMapper.shared().createGenerator(text)) {
            Responses responses = (Responses)
                    Proxy.newProxyInstance(loader, new Class<?>[] {Responses.class}, (self, method, given) -> out);
            new EmailParse().invoke(bobs, responses);
        }
        JsonNode email =
                JsonMapper.shared().readTree(text.toString()).get("parsed").get(blob);
        BlobId part = BlobId.parse(email.get("attachments").get(0).get("blobId").stringValue())
                .orElseThrow();
        assertThat(post.view().open(part.blob(), 0, 1)).isEmpty();
        try (BlobInput input = post.account(post.bob)
                .blobs()
                .open(part.blob(), part.offset(), part.length())
                .orElseThrow()) {
            assertThat(new String(part.decoded(input).readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("hello");
        }
    }

    @Test
    void whatIsNoMessageOrNotThereIsNamed() throws Exception {
        String noise = attached("7bit", "\nno header at all");
        JsonNode answer = parse("{'blobIds':['" + noise + "','nonsense']}");
        assertThat(answer.get("parsed").isNull()).isTrue();
        assertThat(answer.get("notParsable").get(0).stringValue()).isEqualTo(noise);
        assertThat(answer.get("notFound").get(0).stringValue()).isEqualTo("nonsense");
    }

    @Test
    void wrongArgumentsAreRefused() {
        for (String wrong : new String[] {
            "{}",
            "{'blobIds':[],'properties':['colour']}",
            "{'blobIds':[],'properties':['header:From:asDate']}",
            "{'blobIds':[],'bodyProperties':['colour']}",
            "{'blobIds':[],'fetchAllBodyValues':1}",
            "{'blobIds':[],'maxBodyValueBytes':-1}",
            "{'blobIds':[],'more':1}"
        }) {
            assertThatThrownBy(() -> parse(wrong))
                    .as(wrong)
                    .isInstanceOf(MethodError.class)
                    .hasMessageStartingWith("invalidArguments");
        }
    }
}
