package org.mailbay.jmap.mail.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.Post;
import org.mailbay.jmap.mail.Setting;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Email/set create: RFC 8621 §4.6, with the header forms of §4.1.2 and the bodies of §4.1.4. */
class EmailCreateTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Post post = new Post();
    private final EmailType emails = new EmailType(new MailIndex(), new Extensions(), EmailLimits.DEFAULT);
    private String mailboxes = "";

    EmailCreateTest() throws IOException {}

    @BeforeEach
    void prepare() throws IOException {
        post.bring("Subject: first\n\nhello\n");
        mailboxes = "'mailboxIds':{'" + post.mailbox("drafts") + "':true}";
    }

    @AfterEach
    void close() {
        post.close();
    }

    private BlobRef upload(byte[] bytes) throws IOException {
        try (BlobSink sink = post.account(post.alice).blobs().create(-1)) {
            sink.write(bytes, 0, bytes.length);
            BlobRef blob = sink.seal();
            post.account(post.alice).blobs().hold(blob, Duration.ofHours(1));
            return blob;
        }
    }

    private Setting set(String email) throws Exception {
        return Setting.run(emails, post.view(), "{'create':{'x':{" + mailboxes + "," + email + "}}}");
    }

    private ObjectId create(String email) throws Exception {
        Setting setting = set(email);
        assertThat(setting.errors).as(() -> setting.errors.toString()).isEmpty();
        return setting.created.get("x");
    }

    private String error(String email) throws Exception {
        return set(email).error("x");
    }

    private JsonNode get(ObjectId id, String arguments, String... properties) throws Exception {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            emails.get(
                    post.view(),
                    List.of(id),
                    new LinkedHashSet<>(List.of(properties)),
                    (ObjectNode) JSON.readTree(arguments.replace('\'', '"')),
                    out);
        }
        return JSON.readTree(text.toString());
    }

    private String source(ObjectId id) throws IOException {
        StoredEmail stored = post.stored(id);
        try (BlobInput input = post.account(post.alice)
                .blobs()
                .open(stored.blob(), 0, stored.blob().size())
                .orElseThrow()) {
            return new String(input.content().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertJson(JsonNode actual, String expected) {
        assertThat(actual).isEqualTo(JSON.readTree(expected.replace('\'', '"')));
    }

    @Test
    void convenientPropertiesComeBack() throws Exception {
        String given = "'from':[{'name':'Jörg Müller','email':'j@x.test'}],'to':[{'name':null,'email':'a@x.test'},"
                + "{'name':'Smith, \\\"J\\\" (x)','email':'s@x.test'}],'cc':[{'name':'C','email':'c@x.test'}],"
                + "'bcc':[{'name':null,'email':'b@x.test'}],'replyTo':[{'name':'R','email':'r@x.test'}],"
                + "'sender':[{'name':null,'email':'s@x.test'}],'subject':'Grüße 🎉 an alle','messageId':['m1@x.test'],"
                + "'inReplyTo':['i@x.test'],'references':['r1@x.test','i@x.test'],"
                + "'sentAt':'2026-11-22T10:11:12+05:30'";
        ObjectId id = create(given);
        JsonNode email = get(
                id,
                "{}",
                "from",
                "to",
                "cc",
                "bcc",
                "replyTo",
                "sender",
                "subject",
                "messageId",
                "inReplyTo",
                "references",
                "sentAt");
        assertThat(email).isEqualTo(JSON.readTree("{" + given.replace('\'', '"') + "}"));
        String source = source(id);
        assertThat(source.lines()).allMatch(line -> line.length() <= 78);
        assertThat(source).contains("Date: Sun, 22 Nov 2026 10:11:12 +0530\r\n", "MIME-Version: 1.0\r\n");
        assertThat(source.chars()).allMatch(c -> c < 0x7f);
    }

    @Test
    void rfc8621_4_6_dateAndMessageIdAreMadeWhenAbsent() throws Exception {
        ObjectId id = create("'subject':'x'");
        JsonNode email = get(id, "{}", "messageId", "sentAt", "receivedAt", "keywords");
        assertThat(email.get("messageId").get(0).stringValue()).matches("[0-9a-f]{32}@example\\.test");
        assertThat(email.get("sentAt").stringValue()).endsWith("Z");
        Setting setting = set("'subject':'y'");
        assertThat(setting.properties.get("x").propertyNames())
                .containsExactly("id", "blobId", "threadId", "size", "keywords", "receivedAt");
    }

    @Test
    void rfc8621_4_1_2_everyFormOfHeader() throws Exception {
        String given = "'header:X-Raw':' a b','header:X-Text:asText':'schön  und gut','header:X-Urls:asURLs':"
                + "['https://x.test/a','mailto:l@x.test'],'header:X-Ids:asMessageIds':['a@b','c@d'],"
                + "'header:X-Date:asDate':'2020-02-03T04:05:06Z','header:X-People:asAddresses':"
                + "[{'name':'A','email':'a@x.test'}],'header:X-Groups:asGroupedAddresses':[{'name':'Team','addresses':"
                + "[{'name':null,'email':'t@x.test'}]},{'name':null,'addresses':[{'name':'Ü','email':'u@x.test'}]},"
                + "{'name':'Empty','addresses':[]}],'header:X-Many:asText:all':['one','zwei ä','three']";
        ObjectId id = create(given);
        JsonNode expected = JSON.readTree("{" + given.replace('\'', '"') + "}");
        assertThat(get(id, "{}", expected.propertyNames().toArray(String[]::new)))
                .isEqualTo(expected);
    }

    @Test
    void foldedRawFieldsStay_andNothingBreaksOut() throws Exception {
        ObjectId id = create("'header:X-A':' one\\r\\n two','header:X-B':' a\\n\\tb'");
        assertThat(source(id)).contains("X-A: one\r\n two\r\n", "X-B: a\r\n\tb\r\n");
        assertThat(error("'header:X-A':' one\\r\\nBcc: x@y.test'")).isEqualTo("invalidProperties[header:X-A]");
        assertThat(error("'header:X-A':' one\\r\\n\\r\\nbody'")).isEqualTo("invalidProperties[header:X-A]");
        assertThat(error("'header:X-A':' " + "x".repeat(1000) + "'")).isEqualTo("invalidProperties[header:X-A]");
        assertThat(error("'messageId':['a@b>\\r\\nBcc: <x']")).isEqualTo("invalidProperties[messageId]");
        assertThat(error("'to':[{'email':'a@b>, <c@d'}]")).isEqualTo("invalidProperties[to]");
        assertThat(source(create("'subject':'a\\r\\nBcc: x@y.test'"))).contains("Subject: a Bcc: x@y.test\r\n");
    }

    @Test
    void textBodiesComeBackWhateverTheyHold() throws Exception {
        for (String text : List.of(
                "",
                "plain",
                "a\nb\n\n",
                "-- \ntrailing ",
                "Grüße\n",
                "日本語のテキスト\n",
                "x".repeat(2_000),
                "ä".repeat(2_000),
                "From me\n.\n..\n=20")) {
            ObjectId id = create("'bodyStructure':{'partId':'p','type':'text/plain'},'bodyValues':{'p':{'value':"
                    + JSON.writeValueAsString(text).replace("'", "\\u0027").replace('"', '\'') + "}}");
            JsonNode value = get(id, "{'fetchAllBodyValues':true}", "bodyValues")
                    .get("bodyValues")
                    .get("1");
            assertThat(value.get("value").stringValue()).isEqualTo(text);
            assertThat(value.get("isEncodingProblem").booleanValue()).isFalse();
            assertThat(source(id).lines()).allMatch(line -> line.length() <= 998);
            assertThat(source(id).chars()).allMatch(c -> c < 0x7f);
        }
    }

    @Test
    void rfc8621_4_6_textHtmlAndAttachmentsMakeAStructure() throws Exception {
        byte[] bytes = new byte[5_000];
        new java.util.Random(1).nextBytes(bytes);
        String blob = BlobId.of(upload(bytes)).toString();
        ObjectId id =
                create("'textBody':[{'partId':'t'}],'htmlBody':[{'partId':'h','type':'text/html'}],'attachments':["
                        + "{'blobId':'" + blob + "','type':'image/png','cid':'pic@x','disposition':'inline'},"
                        + "{'blobId':'" + blob + "','type':'application/pdf','name':'Bericht für März.pdf','size':3}],"
                        + "'bodyValues':{'t':{'value':'T'},'h':{'value':'<p>H'}}");
        JsonNode email = get(
                id,
                "{'bodyProperties':['type','name','disposition','cid','size']}",
                "bodyStructure",
                "attachments",
                "hasAttachment");
        assertJson(
                email.get("bodyStructure"),
                "{'type':'multipart/mixed','name':null,'disposition':null,'cid':null,"
                        + "'size':" + email.get("bodyStructure").get("size") + ",'subParts':["
                        + "{'type':'multipart/alternative','name':null,'disposition':null,'cid':null,'size':"
                        + email.get("bodyStructure").get("subParts").get(0).get("size") + ",'subParts':["
                        + "{'type':'text/plain','name':null,'disposition':null,'cid':null,'size':1},"
                        + "{'type':'multipart/related','name':null,'disposition':null,'cid':null,'size':"
                        + email.get("bodyStructure")
                                .get("subParts")
                                .get(0)
                                .get("subParts")
                                .get(1)
                                .get("size") + ",'subParts':["
                        + "{'type':'text/html','name':null,'disposition':null,'cid':null,'size':4},"
                        + "{'type':'image/png','name':null,'disposition':'inline','cid':'pic@x','size':5000}]}]},"
                        + "{'type':'application/pdf','name':'Bericht für März.pdf','disposition':'attachment','cid':null,'size':5000}"
                        + "]}");
        assertThat(email.get("hasAttachment").booleanValue()).isTrue();
        String part = get(id, "{}", "attachments")
                .get("attachments")
                .get(1)
                .get("blobId")
                .stringValue();
        BlobId read = BlobId.parse(part).orElseThrow();
        try (BlobInput input =
                post.view().open(read.blob(), read.offset(), read.length()).orElseThrow()) {
            assertThat(read.decoded(input).readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void partsKeepWhatIsSaidOfThem() throws Exception {
        String blob = BlobId.of(upload("x".getBytes(StandardCharsets.UTF_8))).toString();
        ObjectId id = create("'bodyStructure':{'type':'multipart/mixed','header:X-Root':' r','subParts':[{'partId':'a',"
                + "'type':'text/plain','language':['de','en'],'location':'https://x.test/1','header:X-Part:asText':'ü'},"
                + "{'blobId':'" + blob + "','type':'text/csv','charset':'iso-8859-15','disposition':'inline','name':'"
                + "long ".repeat(20) + ".csv'}]},'bodyValues':{'a':{'value':'A','isTruncated':false}}");
        JsonNode parts = get(
                        id,
                        "{'bodyProperties':['type','charset','language','location','name','header:X-Part:asText']}",
                        "bodyStructure")
                .get("bodyStructure")
                .get("subParts");
        assertJson(
                parts.get(0),
                "{'type':'text/plain','charset':'utf-8','language':['de','en'],'location':'https://x.test/1',"
                        + "'name':null,'header:X-Part:asText':'ü'}");
        assertThat(parts.get(1).get("charset").stringValue()).isEqualTo("iso-8859-15");
        assertThat(parts.get(1).get("name").stringValue()).isEqualTo("long ".repeat(20) + ".csv");
        assertThat(source(id)).contains("X-Root: r\r\n");
    }

    @Test
    void rfc2046_5_2_1_attachedMessagesAreNotEncoded() throws Exception {
        String inner = "Subject: inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGrüße\r\n";
        String blob = BlobId.of(upload(inner.getBytes(StandardCharsets.UTF_8))).toString();
        ObjectId id = create("'textBody':[{'partId':'t'}],'attachments':[{'blobId':'" + blob
                + "','type':'message/rfc822'}],'bodyValues':{'t':{'value':'T'}}");
        assertThat(source(id)).contains("Content-Transfer-Encoding: 8bit\r\n", inner);
    }

    /** From a mailbox file, say. */
    @Test
    void rfc2046_4_1_1_attachedMessagesHaveCanonicalLines() throws Exception {
        String inner = "Subject: inner\nX: y\r\n\nText\n\nMore\r";
        String blob = BlobId.of(upload(inner.getBytes(StandardCharsets.UTF_8))).toString();
        ObjectId id = create("'textBody':[{'partId':'t'}],'attachments':[{'blobId':'" + blob
                + "','type':'message/rfc822'}],'bodyValues':{'t':{'value':'T'}}");
        assertThat(source(id))
                .contains("\r\n\r\nSubject: inner\r\nX: y\r\n\r\nText\r\n\r\nMore\r\n\r\n--")
                .doesNotContain("base64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"message/rfc822", "message/partial", "message/external-body"})
    void rfc2046_5_2_whatCannotTravelAsItIsIsRefusedByName(String type) throws Exception {
        for (String inner : List.of("Subject: a\r\n\r\n" + "x".repeat(999), "Subject: a\r\n\r\nb\0c\r\n")) {
            String blob =
                    BlobId.of(upload(inner.getBytes(StandardCharsets.UTF_8))).toString();
            String part = "{'blobId':'" + blob + "','type':'" + type + "'}";
            assertThat(error("'attachments':[" + part + "]")).isEqualTo("invalidProperties[attachments]");
            assertThat(error("'bodyStructure':" + part)).isEqualTo("invalidProperties[bodyStructure]");
            assertThat(source(create("'attachments':[" + part.replace(type, "message/global") + "]")))
                    .as("RFC 6532 §3.7: may be encoded")
                    .contains("base64");
        }
    }

    @Test
    void rfc8621_4_6_whatIsForbiddenIsRefused() throws Exception {
        String value = "'bodyValues':{'a':{'value':'A'}},";
        Map<String, String> wrong = Map.ofEntries(
                Map.entry("'headers':[]", "headers"),
                Map.entry("'from':[],'header:from:asAddresses':[]", "header:from:asAddresses"),
                Map.entry("'header:X-A':' a','header:x-a:asText':'b'", "header:x-a:asText"),
                Map.entry("'header:Content-Type':' text/html'", "header:Content-Type"),
                Map.entry("'textBody':[]", "textBody"),
                Map.entry(value + "'textBody':[{'partId':'a'},{'partId':'a'}]", "textBody"),
                Map.entry(value + "'textBody':[{'partId':'a','type':'text/html'}]", "textBody"),
                Map.entry(value + "'htmlBody':[{'partId':'a','type':'text/plain'}]", "htmlBody"),
                Map.entry(value + "'bodyStructure':{'partId':'a'},'textBody':[{'partId':'a'}]", "textBody"),
                Map.entry(value + "'bodyStructure':{'partId':'b'}", "bodyStructure"),
                Map.entry(value + "'bodyStructure':{'partId':'a','blobId':'b'}", "bodyStructure"),
                Map.entry(value + "'bodyStructure':{}", "bodyStructure"),
                Map.entry(value + "'bodyStructure':{'partId':'a','charset':'utf-8'}", "bodyStructure"),
                Map.entry(value + "'bodyStructure':{'partId':'a','size':1}", "bodyStructure"),
                Map.entry(value + "'bodyStructure':{'partId':'a','headers':[]}", "bodyStructure"),
                Map.entry(value + "'bodyStructure':{'partId':'a','colour':1}", "bodyStructure"),
                Map.entry(
                        value + "'bodyStructure':{'partId':'a','header:Content-Transfer-Encoding':' 8bit'}",
                        "bodyStructure"),
                Map.entry(
                        value
                                + "'bodyStructure':{'partId':'a','type':'text/plain','header:Content-Type':' text/plain'}",
                        "bodyStructure"),
                Map.entry(
                        value + "'subject':'s','bodyStructure':{'partId':'a','header:Subject':' s'}", "bodyStructure"),
                Map.entry(value + "'bodyStructure':{'partId':'a','type':'multipart/mixed'}", "bodyStructure"),
                Map.entry(value + "'bodyStructure':{'type':'multipart/mixed','subParts':[]}", "bodyStructure"),
                Map.entry(value + "'bodyStructure':{'type':'text/plain','subParts':[{'partId':'a'}]}", "bodyStructure"),
                Map.entry(
                        "'bodyValues':{'a':{'value':'A','isTruncated':true}},'bodyStructure':{'partId':'a'}",
                        "bodyValues"),
                Map.entry(
                        "'bodyValues':{'a':{'value':'A','isEncodingProblem':true}},'bodyStructure':{'partId':'a'}",
                        "bodyValues"),
                Map.entry(value + "'subject':'nobody shows a'", "bodyValues"),
                Map.entry("'subject':7", "subject"),
                Map.entry("'sentAt':'yesterday'", "sentAt"),
                Map.entry("'from':[{'name':'no address'}]", "from"),
                Map.entry("'receivedAt':'2020-01-01T00:00:00+01:00'", "receivedAt"),
                Map.entry("'keywords':{'a\\\"b':true}", "keywords"),
                Map.entry("'keywords':{'a':false}", "keywords"),
                Map.entry("'header:Subject:asText:all':['a','b']", "header:Subject:asText:all"));
        for (Map.Entry<String, String> entry : wrong.entrySet()) {
            assertThat(error(entry.getKey()))
                    .as(entry.getKey())
                    .isEqualTo("invalidProperties[" + entry.getValue() + "]");
        }
        assertThat(Setting.run(emails, post.view(), "{'create':{'x':{'subject':'nowhere'}}}")
                        .error("x"))
                .isEqualTo("invalidProperties[mailboxIds]");
    }

    @Test
    void rfc8621_4_6_blobsThatAreNotThereAreNamed() throws Exception {
        post.bring("Subject: bob's\n\nsecret\n", post.bob);
        BlobRef bobs = StoredEmail.fromBytes(post.account(post.bob)
                        .bytes(post.account(post.bob)
                                .snapshot()
                                .objects(org.mailbay.mail.Mail.EMAIL)
                                .id(0)))
                .blob();
        String theirs = BlobId.of(bobs).toString();
        Setting setting = set("'attachments':[{'blobId':'" + theirs + "'}]");
        assertThat(setting.error("x")).isEqualTo("blobNotFound");
        assertJson(setting.errors.get("x").more().get("notFound"), "['" + theirs + "']");
        assertThat(set("'attachments':[{'blobId':'nonsense'}]").error("x")).isEqualTo("blobNotFound");
    }

    @Test
    void tooMuchIsRefusedByItsName() throws Exception {
        StringBuilder keywords = new StringBuilder();
        for (int i = 0; i < 201; i++) {
            keywords.append(i == 0 ? "" : ",").append("'k").append(i).append("':true");
        }
        assertThat(error("'keywords':{" + keywords + "}")).isEqualTo("tooManyKeywords");
        BlobRef blob = upload(new byte[26_000_000]);
        String part = "{'blobId':'" + BlobId.of(blob) + "'}";
        assertThat(error("'attachments':[" + part + "," + part + "]")).isEqualTo("tooLarge");
    }

    @Test
    void draftsMayHoldWhatIsNoAddressYet() throws Exception {
        ObjectId id = create("'to':[{'name':null,'email':'joe'},{'name':'Ann','email':'ann@'}]");
        assertJson(get(id, "{}", "to").get("to"), "[{'name':null,'email':'joe'},{'name':'Ann','email':'ann@'}]");
    }

    @Test
    void moreThanOneTransactionHolds() throws Exception {
        StringBuilder create = new StringBuilder("{'create':{");
        for (int i = 0; i < 230; i++) {
            create.append(i == 0 ? "" : ",")
                    .append("'e")
                    .append(i)
                    .append("':{")
                    .append(mailboxes)
                    .append("}");
        }
        Setting setting = Setting.run(emails, post.view(), create + "}}");
        assertThat(setting.errors).isEmpty();
        assertThat(setting.created).hasSize(230);
        assertThat(setting.transactions).isEqualTo(3);
    }
}
