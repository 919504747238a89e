package org.mailbay.jmap.submission.mdn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.submission.Office;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.post.StoredMessage;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mime.EmailAddress;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Message;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.testkit.JmapCall;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** MDN/send: RFC 9007 §2.1. */
final class MdnSendTest {
    private final Office office = new Office();
    private final List<String> followers = new ArrayList<>();

    MdnSendTest() throws IOException {}

    @AfterEach
    void close() {
        office.close();
    }

    private ObjectId asking(String to) throws IOException {
        return office.email("From: a@example.test\nSubject: Q\nDisposition-Notification-To: " + to + "\n\nText\n");
    }

    /** The answer to a request for one receipt; what is to follow is noted and not done. */
    private JsonNode send(ObjectId email, String sending) throws Exception {
        String disposition = "{'actionMode':'manual-action','sendingMode':'" + sending + "','type':'displayed'}";
        ObjectNode arguments = Office.json(
                "{'identityId':'" + office.identity() + "','send':{'k':{'forEmailId':'" + email + "','disposition':"
                        + disposition + "}},'onSuccessUpdateEmail':{'#k':{'keywords/$mdnsent':true}}}");
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JsonMapper.shared().createGenerator(text)) {
            new MdnSend(office.postman)
                    .invoke(
                            new JmapCall(JmapCall.view(office.account), "MDN/send", arguments, Map.of()),
                            new Responses() {
                                @Override
                                public JsonGenerator begin(String method) {
                                    return out;
                                }

                                @Override
                                public void follow(String method, ObjectNode next) {
                                    followers.add(method);
                                }

                                @Override
                                public void changed() {
                                    followers.add("changed");
                                }

                                @Override
                                public void created(String creationId, String id) {
                                    throw new IllegalStateException("nothing has a creation id");
                                }
                            });
        }
        return JsonMapper.shared().readTree(text.toString());
    }

    private int outgoing() {
        return office.account.snapshot().objects(Types.OUTGOING).all().size();
    }

    /** A crash before the Email/set that follows would otherwise part them: the receipt could be sent twice. */
    @Test
    void rfc9007_2_1_theKeywordIsSetWithTheReceipt() throws Exception {
        ObjectId email = asking("a@example.test");
        assertThat(send(email, "mdn-sent-manually").at("/sent/k").isMissingNode())
                .isFalse();
        Objects emails = office.account.snapshot().objects(Mail.EMAIL);
        assertThat(emails.get(OfEmail.KEYWORDS, emails.ordinal(email))).contains("$mdnsent");
        assertThat(outgoing()).isEqualTo(1);
        assertThat(followers).containsExactly("changed", "Email/set");
        assertThat(send(email, "mdn-sent-manually").at("/notSent/k/type").asString())
                .isEqualTo("mdnAlreadySent");
        assertThat(outgoing()).isEqualTo(1);
    }

    /** Who asks is a stranger: nobody is to be flooded in the user's name. */
    @Test
    void aReceiptGoesToFewAddresses() throws Exception {
        String[] many =
                IntStream.range(0, 4).mapToObj(i -> "a" + i + "@example.test").toArray(String[]::new);
        assertThat(send(asking(String.join(", ", many)), "mdn-sent-manually")
                        .at("/notSent/k/type")
                        .asString())
                .as("no more than a submission may have")
                .isEqualTo("forbidden");
        ObjectId two = asking("a@example.test, b@example.test, A@EXAMPLE.test, a@example.test");
        assertThat(send(two, "mdn-sent-automatically").at("/notSent/k/type").asString())
                .as("RFC 8098 §2.1: several are for the user to confirm")
                .isEqualTo("forbidden");
        assertThat(outgoing()).isZero();
        assertThat(send(two, "mdn-sent-manually").at("/sent/k").isMissingNode()).isFalse();
    }

    /** RFC 5322 §2.1.1 */
    @Test
    void noLineIsTooLong() throws Exception {
        List<String> to = IntStream.range(0, 10)
                .mapToObj(i -> "a".repeat(60) + i + "@" + "b".repeat(60) + "." + "c".repeat(60) + ".test")
                .toList();
        Mdn mdn = Mdn.read(Office.json("{'forEmailId':'e1','disposition':{'actionMode':'manual-action',"
                + "'sendingMode':'mdn-sent-manually','type':'displayed'}}"));
        StoredMessage original = StoredMessage.read(office.account, asking("a@example.test"));
        byte[] bytes =
                new MdnMessage(mdn, original, to, "O", "owner@example.test").bytes(office.now(), "mx.example.test");
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1).split("\r\n"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(998));
        assertThat(Message.parse(bytes)
                        .summary()
                        .last("To")
                        .map(HeaderField::addresses)
                        .orElseThrow())
                .extracting(EmailAddress::email)
                .isEqualTo(to);
    }
}
