package org.mailbay.jmap.mail.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.Post;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Objects;
import org.mailbay.testkit.JmapCall;
import tools.jackson.databind.JsonNode;

class EmailImportTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final Post post = new Post();
    private final EmailImport importing =
            new EmailImport(new MailIndex(), EmailLimits.DEFAULT, InstantSource.fixed(NOW));
    private String inbox = "";

    EmailImportTest() throws IOException {}

    @BeforeEach
    void prepare() throws IOException {
        post.bring("Subject: first\n\nhello\n");
        inbox = post.mailbox("inbox").toString();
    }

    @AfterEach
    void close() {
        post.close();
    }

    private BlobRef upload(String text) throws IOException {
        byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        try (BlobSink sink = post.account(post.alice).blobs().create(-1)) {
            sink.write(bytes, 0, bytes.length);
            BlobRef blob = sink.seal();
            post.account(post.alice).blobs().hold(blob, Duration.ofHours(1));
            return blob;
        }
    }

    private JsonNode run(String emails) throws Exception {
        return JmapCall.answer(importing, post.account(post.alice), "{'emails':" + emails + "}");
    }

    private String one(BlobId blob, String more) {
        return "{'x':{'blobId':'" + blob + "','mailboxIds':{'" + inbox + "':true}" + more + "}}";
    }

    private Objects emails() throws IOException {
        return post.account(post.alice).snapshot().objects(Mail.EMAIL);
    }

    @Test
    void rfc8621_4_8_anUploadBecomesAnEmail() throws Exception {
        BlobRef blob = upload("From: a@x.test\nSubject: hi\n\nText\n");
        JsonNode answer =
                run(one(BlobId.of(blob), ",'keywords':{'$Seen':true,'old':true},'receivedAt':'2020-01-02T03:04:05Z'"));
        JsonNode created = answer.get("created").get("x");
        assertThat(created.get("blobId").stringValue())
                .isEqualTo(BlobId.of(blob).toString());
        assertThat(created.get("size").asLong()).isEqualTo(blob.size());
        assertThat(answer.get("notCreated").isNull()).isTrue();
        assertThat(answer.get("newState").stringValue())
                .isNotEqualTo(answer.get("oldState").stringValue());
        Objects emails = emails();
        int ordinal =
                emails.ordinal(Mail.EMAIL.parse(created.get("id").stringValue()).orElseThrow());
        assertThat(emails.get(OfEmail.KEYWORDS, ordinal)).containsExactly("$seen", "old");
        assertThat(emails.get(OfEmail.RECEIVED_AT, ordinal))
                .isEqualTo(Instant.parse("2020-01-02T03:04:05Z").toEpochMilli());
        assertThat(Mail.THREAD.id(emails.get(OfEmail.THREAD_NUMBER, ordinal)).toString())
                .isEqualTo(created.get("threadId").stringValue());
    }

    @Test
    void rfc8621_4_8_receivedAtIsThatOfTheMostRecentReceivedField() throws Exception {
        BlobRef blob = upload("Received: by b; Tue, 3 Feb 2015 10:00:00 +0100\nReceived: by a; Tue, 3 Feb 2015 08:00:00"
                + " +0000\nSubject: hi\n\nText\n");
        run(one(BlobId.of(blob), ""));
        assertThat(emails().get(OfEmail.RECEIVED_AT, 1))
                .isEqualTo(Instant.parse("2015-02-03T09:00:00Z").toEpochMilli());
        run(one(BlobId.of(upload("Subject: none\n\nText\n")), ""));
        assertThat(emails().get(OfEmail.RECEIVED_AT, 2)).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void twoOfOneThreadInOneCallJoin() throws Exception {
        BlobRef first = upload("Message-ID: <1@t>\nSubject: talk\n\n1\n");
        BlobRef second = upload("Message-ID: <2@t>\nIn-Reply-To: <1@t>\nSubject: Re: talk\n\n2\n");
        String mailbox = ",'mailboxIds':{'" + inbox + "':true}}";
        JsonNode answer = run("{'a':{'blobId':'" + BlobId.of(first) + "'" + mailbox + ",'b':{'blobId':'"
                + BlobId.of(second) + "'" + mailbox + "}");
        assertThat(answer.get("created").get("a").get("threadId"))
                .isEqualTo(answer.get("created").get("b").get("threadId"));
    }

    @Test
    void aPartOfAMessageCanBeImported() throws Exception {
        BlobRef blob = upload("Subject: outer\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type:"
                + " message/rfc822\n\nSubject: inner\n\nText\n--b--\n");
        long from =
                "Subject: outer\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
                        .length();
        BlobId part = BlobId.of(blob, from, "Subject: inner\r\n\r\nText".length(), BlobId.Encoding.IDENTITY);
        JsonNode created = run(one(part, "")).get("created").get("x");
        assertThat(created.get("size").asLong()).isEqualTo(part.length());
        assertThat(post.stored(Mail.EMAIL.parse(created.get("id").stringValue()).orElseThrow())
                        .message()
                        .subject())
                .contains("inner");
    }

    @Test
    void rfc8621_4_8_whatIsWrongIsRefusedByItself() throws Exception {
        BlobRef good = upload("Subject: hi\n\nText\n");
        BlobRef noise = upload("this is not an email");
        String id = BlobId.of(good).toString();
        JsonNode answer = run("{'good':{'blobId':'" + id + "','mailboxIds':{'" + inbox + "':true}},"
                + "'noise':{'blobId':'" + BlobId.of(noise) + "','mailboxIds':{'" + inbox + "':true}},"
                + "'gone':{'blobId':'nonsense','mailboxIds':{'" + inbox + "':true}},"
                + "'nowhere':{'blobId':'" + id + "','mailboxIds':{}},"
                + "'elsewhere':{'blobId':'" + id + "','mailboxIds':{'m99':true}},"
                + "'keyword':{'blobId':'" + id + "','mailboxIds':{'" + inbox + "':true},'keywords':{'a b':true}},"
                + "'date':{'blobId':'" + id + "','mailboxIds':{'" + inbox + "':true},'receivedAt':'yesterday'},"
                + "'more':{'blobId':'" + id + "','mailboxIds':{'" + inbox + "':true},'subject':'x'}}");
        assertThat(answer.get("created").propertyNames()).containsExactly("good");
        JsonNode refused = answer.get("notCreated");
        assertThat(refused.get("noise").get("type").stringValue()).isEqualTo("invalidEmail");
        for (String name : new String[] {"gone", "nowhere", "elsewhere", "keyword", "date", "more"}) {
            assertThat(refused.get(name).get("type").stringValue()).as(name).isEqualTo("invalidProperties");
        }
        assertThat(refused.get("gone").get("properties").get(0).stringValue()).isEqualTo("blobId");
    }

    @Test
    void blobsOfOthersAreNotThere() throws Exception {
        post.bring("Subject: bob's\n\nsecret\n", post.bob);
        Objects theirs = post.account(post.bob).snapshot().objects(Mail.EMAIL);
        byte[] bytes = post.account(post.bob).bytes(theirs.id(0));
        BlobId blob = BlobId.of(org.mailbay.mail.StoredEmail.fromBytes(bytes).blob());
        assertThat(run(one(blob, ""))
                        .get("notCreated")
                        .get("x")
                        .get("properties")
                        .get(0)
                        .stringValue())
                .isEqualTo("blobId");
    }

    @Test
    void rfc8620_5_3_anotherStateStopsTheImport() throws Exception {
        BlobRef blob = upload("Subject: hi\n\nText\n");
        assertThatThrownBy(() -> JmapCall.answer(
                        importing,
                        post.account(post.alice),
                        "{'ifInState':'1','emails':" + one(BlobId.of(blob), "") + "}"))
                .isInstanceOf(MethodError.class)
                .hasMessage("stateMismatch");
        assertThat(emails().all().size()).isEqualTo(1);
    }

    @Test
    void moreThanOneTransactionHolds() throws Exception {
        StringBuilder emails = new StringBuilder("{");
        for (int i = 0; i < 230; i++) {
            emails.append(i == 0 ? "" : ",").append("'e").append(i).append("':{'blobId':'");
            emails.append(BlobId.of(upload("Message-ID: <" + i + "@t>\nSubject: " + i + "\n\nText\n")))
                    .append("','mailboxIds':{'")
                    .append(inbox)
                    .append("':true}}");
        }
        assertThat(run(emails + "}").get("created").size()).isEqualTo(230);
        assertThat(emails().all().size()).isEqualTo(231);
    }
}
