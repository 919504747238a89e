package org.mailbay.jmap.mail.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.mail.Post;
import org.mailbay.mail.EmailFields;
import org.mailbay.store.ObjectId;
import org.mailbay.store.spi.Document;
import org.mailbay.text.TextException;
import org.mailbay.text.TextExtractor;
import org.mailbay.text.TextSink;

final class EmailTextTest {
    private static final Duration SHORT = Duration.ofMillis(400);

    /** Reads what it is given as text. */
    private static final class Plain implements TextExtractor {
        @Override
        public Set<String> mediaTypes() {
            return Set.of("text/csv", "application/odd");
        }

        @Override
        public Set<String> extensions() {
            return Set.of("odd");
        }

        @Override
        public void extract(InputStream in, String mediaType, @Nullable Charset charset, TextSink out)
                throws IOException {
            String text =
                    new String(out.guard(in).readAllBytes(), charset == null ? StandardCharsets.US_ASCII : charset);
            if (text.contains("secret")) {
                throw new TextException(TextException.Why.ENCRYPTED, "a password is needed");
            }
            while (text.contains("endless")) {
                out.check();
            }
            out.append(text);
        }
    }

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Extractors extractors = new Extractors(Duration.ofMillis(300));
    private final Attachments attachments = new Attachments(extractors, threads);
    private final Bounds bounds = new Bounds(200, 200, 1 << 20, SHORT, Duration.ofMillis(500));
    private final EmailText text = new EmailText(bounds, attachments);
    private final TextExtractor plain = new Plain();
    private Post post;

    @BeforeEach
    void begin() throws IOException {
        post = new Post();
        extractors.bind(plain, 0);
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
        post.close();
    }

    private Document whole(String message) throws IOException {
        ObjectId id = post.bring(message);
        return text.whole(post.account(post.alice).blobs(), post.stored(id));
    }

    @Test
    void envelopeBodyAndHeaderAreFields() throws IOException {
        Document document = whole("""
                From: =?utf-8?q?J=C3=BCrgen?= <juergen@example.test>
                To: Bob <bob@example.test>, carol@example.test
                Subject: =?iso-8859-1?q?Gr=FC=DFe?=
                List-Id: <friends.example.test>
                DKIM-Signature: v=1; b=aaaa
                Content-Type: text/plain; charset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable

                K=E4se und Wein
                """);
        assertThat(document.texts())
                .containsEntry("from", "Jürgen juergen@example.test\n")
                .containsEntry("to", "Bob bob@example.test\ncarol@example.test\n")
                .containsEntry("subject", "Grüße")
                .doesNotContainKeys("cc", "bcc", "attachment");
        assertThat(document.texts().get("body")).startsWith("Käse und Wein\n");
        assertThat(document.texts().get("header"))
                .contains("<friends.example.test>")
                .doesNotContain("aaaa", "Grüße");
        assertThat(document.texts().get("headername"))
                .contains(EmailFields.word("list-id"), EmailFields.word("DKIM-SIGNATURE"))
                .doesNotContain(EmailFields.CUT);
        assertThat(EmailFields.word("List-Id")).matches("[a-z0-9]+").isNotEqualTo(EmailFields.word("ListId"));
    }

    @Test
    void htmlCountsWhereItSaysMore() throws IOException {
        String both = """
                Subject: x
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain

                one two three
                --b
                Content-Type: text/html; charset=utf-8

                <p>one <b>two</b> three%s</p>
                --b--
                """;
        assertThat(whole(both.formatted("")).texts().get("body")).containsOnlyOnce("two");
        assertThat(whole(both.formatted(" four")).texts().get("body")).contains("four");
    }

    private static String attached(String type, String name, String content) {
        return """
                Subject: x
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                body
                --b
                Content-Type: %s
                Content-Disposition: attachment; filename="%s"

                %s
                --b--
                """.formatted(type, name, content);
    }

    @Test
    void attachmentsAreReadByWhoKnowsThem() throws IOException {
        assertThat(whole(attached("text/csv; charset=utf-8", "häuser.csv", "käse"))
                        .texts()
                        .get("attachment"))
                .isEqualTo("häuser.csv\nkäse\n");
        assertThat(whole(attached("application/octet-stream", "x.odd", "cheese"))
                        .texts()
                        .get("attachment"))
                .contains("cheese");
        assertThat(whole(attached("image/png", "holiday.png", "cheese")).texts().get("attachment"))
                .isEqualTo("holiday.png\n");
        Document inner = whole(attached("message/rfc822", "m.eml", "Subject: inner\nFrom: i@example.test\n\ndeep"));
        assertThat(inner.texts().get("attachment")).contains("inner", "i@example.test", "deep");
        assertThat(attachments.read()).isEqualTo(2);
    }

    @Test
    void whatCannotBeReadIsCountedAndStopsNothing() throws IOException {
        assertThat(whole(attached("text/csv", "a.csv", "secret")).texts().get("attachment"))
                .isEqualTo("a.csv\n");
        assertThat(whole(attached("text/csv", "a.csv", "endless")).texts().get("attachment"))
                .isEqualTo("a.csv\n");
        assertThat(whole(attached("text/csv", "a.csv", "word ".repeat(100)))
                        .texts()
                        .get("attachment"))
                .hasSizeLessThanOrEqualTo(200)
                .contains("word");
        assertThat(attachments.partial().get(TextException.Why.ENCRYPTED)).hasValue(1);
        assertThat(attachments.partial().get(TextException.Why.LATE)).hasValue(1);
        assertThat(attachments.partial().get(TextException.Why.FULL)).hasValue(1);
        assertThat(whole("Subject: x\n\n" + "word ".repeat(1_000)).texts().get("body"))
                .hasSizeLessThanOrEqualTo(102);
        Document headers = whole("Subject: x\n" + ("X-Long: " + "word ".repeat(180) + "\n").repeat(30) + "\nbody");
        assertThat(headers.texts().get("headername")).contains(EmailFields.CUT);
    }

    @Test
    void anExtractorThatIsReplacedIsWaitedFor() throws Exception {
        extractors.unbind(plain, Duration.ofSeconds(1));
        Thread back = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            extractors.bind(new Plain(), 0);
        });
        assertThat(whole(attached("text/csv", "a.csv", "cheese")).texts().get("attachment"))
                .contains("cheese");
        back.join();
    }

    @Test
    void withoutItsBlobAnEmailIsStillFoundByItsEnvelope() throws IOException {
        ObjectId id = post.bring("Subject: apples\n\npears");
        Document brief = text.brief(post.account(post.bob).blobs(), post.stored(id));
        assertThat(brief.texts()).containsEntry("subject", "apples").containsEntry("body", "pears");
    }

    @Test
    void namesOfGroupsAreFoundAndFieldsThatComeTwiceAreMarked() throws IOException {
        Document group = whole("""
                From: a@example.test
                To: Friends of mine: b@example.test, Bob <c@example.test>;

                x
                """);
        assertThat(group.texts().get("to")).isEqualTo("Friends of mine\nb@example.test\nBob c@example.test\n");
        assertThat(group.texts().get("headername")).doesNotContain(EmailFields.TWICE);
        Document twice = whole("""
                From: a@example.test
                Subject: one
                Subject: two

                x
                """);
        assertThat(twice.texts()).containsEntry("subject", "two");
        assertThat(twice.texts().get("headername")).contains(EmailFields.TWICE);
    }
}
