package org.mailbay.jmap.submission.mdn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.submission.Office;
import org.mailbay.jmap.submission.post.StoredMessage;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;
import org.mailbay.testkit.JmapCall;
import tools.jackson.databind.node.ObjectNode;

final class MdnTest {
    private static final String DISPOSITION =
            "'disposition':{'actionMode':'manual-action','sendingMode':'mdn-sent-manually','type':'displayed'}";

    private final Office office = new Office();

    MdnTest() throws IOException {}

    @AfterEach
    void close() {
        office.close();
    }

    private ObjectNode parse(byte[] message) throws Exception {
        BlobRef blob;
        try (BlobSink sink = office.account.blobs().create(message.length)) {
            sink.write(message, 0, message.length);
            blob = sink.seal();
        }
        office.account.blobs().hold(blob, Duration.ofDays(1));
        String id = BlobId.of(blob).toString();
        return JmapCall.answer(new MdnParse(), office.account, "{'blobIds':['" + id + "']}");
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        ObjectId email = office.email("From: a@example.test\nSubject: Q\nMessage-ID: <q@x>\n"
                + "Original-Recipient: rfc822; list@example.test\n\nT\u00e4xt\n");
        Mdn mdn = Mdn.read(Office.json("{'forEmailId':'e1','textBody':'J\u00e4\\nOK','reportingUA':'ua; 1',"
                + "'includeOriginalMessage':true,'extensionFields':{'X-A':'\u00e4 b'}," + DISPOSITION + "}"));
        StoredMessage original = StoredMessage.read(office.account, email);
        byte[] bytes = new MdnMessage(mdn, original, List.of("a@example.test"), "O", "owner@example.test")
                .bytes(office.now(), "mx.example.test");
        ObjectNode parsed =
                (ObjectNode) parse(bytes).get("parsed").values().iterator().next();
        assertThat(parsed.get("subject").asString()).isEqualTo("Read: Q");
        assertThat(parsed.get("textBody").asString()).startsWith("J\u00e4\nOK");
        assertThat(parsed.get("originalRecipient").asString()).isEqualTo("rfc822; list@example.test");
        assertThat(parsed.get("finalRecipient").asString()).isEqualTo("rfc822; owner@example.test");
        assertThat(parsed.get("originalMessageId").asString()).isEqualTo("<q@x>");
        assertThat(parsed.get("includeOriginalMessage").asBoolean()).isTrue();
        assertThat(parsed.get("disposition"))
                .isEqualTo(Office.json("{" + DISPOSITION + "}").get("disposition"));
        assertThat(parsed.at("/extensionFields/X-A").asString()).isEqualTo("\u00e4 b");
        assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("T\u00e4xt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no mail",
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n--b--",
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n"
                        + "Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: x\r\n--b--",
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n"
                        + "Content-Type: message/disposition-notification\r\n\r\nDisposition: eaten/raw; alive\r\n--b--",
                "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n"
                        + "Content-Type: message/delivery-status\r\n\r\nAction: x\r\n--b--"
            })
    void whatIsNoReceiptIsSaidToBeNone(String message) throws Exception {
        ObjectNode answer = parse(message.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.get("parsed").isNull()).isTrue();
        assertThat(answer.get("notParsable").size()).isEqualTo(1);
        assertThat(answer.get("notFound").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'forEmailId':'e1'}",
                "{" + DISPOSITION + "}",
                "{'forEmailId':'e1','subject':'a\\nb'," + DISPOSITION + "}",
                "{'forEmailId':'e1','error':[]," + DISPOSITION + "}",
                "{'forEmailId':'e1','extensionFields':{'a b':'c'}," + DISPOSITION + "}",
                "{'forEmailId':'e1','extensionFields':{'A':'c\\r\\nd'}," + DISPOSITION + "}",
                "{'forEmailId':'e1','finalRecipient':'rfc822; a\\r\\nb'," + DISPOSITION + "}"
            })
    void whatIsNoRequestIsRefused(String json) {
        assertThat(Office.refusal(() -> Mdn.read(Office.json(json)))).isEqualTo("invalidProperties");
    }
}
