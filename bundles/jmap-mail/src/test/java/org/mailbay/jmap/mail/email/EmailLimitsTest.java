package org.mailbay.jmap.mail.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.Post;
import org.mailbay.jmap.mail.Setting;
import org.mailbay.jmap.mail.mailbox.MailboxType;
import org.mailbay.jmap.spi.Changer.Creation;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailboxRights;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** tooManyMailboxes and tooManyKeywords: RFC 8621 §4.6. */
class EmailLimitsTest {
    private final Post post = new Post();
    private final MailIndex index = new MailIndex();
    private ObjectId email;

    EmailLimitsTest() throws IOException {}

    @BeforeEach
    void prepare() throws IOException {
        email = post.bring("Subject: first\n\nhello\n");
    }

    @AfterEach
    void close() {
        post.close();
    }

    private EmailType emails(int mailboxes, int keywords) {
        return new EmailType(index, new Extensions(), new EmailLimits(mailboxes, keywords));
    }

    /** Has as many members with the value true. */
    private static String map(int count, IntFunction<String> name) {
        return IntStream.range(0, count)
                .mapToObj(i -> "'" + name.apply(i) + "':true")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private String in(String... roles) throws IOException {
        ObjectId[] ids = new ObjectId[roles.length];
        for (int i = 0; i < roles.length; i++) {
            ids[i] = post.mailbox(roles[i]);
        }
        return map(roles.length, i -> ids[i].toString());
    }

    private String created(EmailType type, String properties) throws Exception {
        return Setting.run(type, post.view(), "{'create':{'x':{" + properties + "}}}")
                .error("x");
    }

    private String updated(EmailType type, String patch) throws Exception {
        return Setting.run(type, post.view(), "{'update':{'" + email + "':" + patch + "}}")
                .error(email);
    }

    private Row row() throws IOException {
        return post.account(post.alice).<Row, IOException>write(tx -> Objects.requireNonNull(tx.row(email)));
    }

    @Test
    void rfc8621_4_6_asManyMailboxesAsAnnounced() throws Exception {
        EmailType type = emails(2, 200);
        assertThat(created(type, "'mailboxIds':" + in("inbox", "junk"))).isEqualTo("none");
        assertThat(created(type, "'mailboxIds':" + in("inbox", "junk", "trash")))
                .isEqualTo("tooManyMailboxes");
        assertThat(updated(type, "{'mailboxIds/" + post.mailbox("junk") + "':true}"))
                .isEqualTo("none");
        assertThat(updated(type, "{'mailboxIds/" + post.mailbox("trash") + "':true}"))
                .isEqualTo("tooManyMailboxes");
        assertThat(updated(type, "{'mailboxIds':" + in("inbox", "junk", "trash") + "}"))
                .isEqualTo("tooManyMailboxes");
        assertThat(row().get(OfEmail.MAILBOXES)).hasSize(2);
    }

    @Test
    void rfc8621_4_6_asManyKeywordsAsAreKept() throws Exception {
        EmailType type = emails(10, 20);
        String inbox = "'mailboxIds':" + in("inbox");
        assertThat(created(type, inbox + ",'keywords':" + map(20, i -> "k" + i)))
                .isEqualTo("none");
        assertThat(created(type, inbox + ",'keywords':" + map(21, i -> "k" + i)))
                .isEqualTo("tooManyKeywords");
        assertThat(updated(type, "{'keywords':" + map(20, i -> "k" + i) + "}")).isEqualTo("none");
        assertThat(updated(type, "{'keywords/k20':true}")).isEqualTo("tooManyKeywords");
        assertThat(updated(type, "{'keywords/k20':true,'keywords/k19':null}")).isEqualTo("none");
    }

    @Test
    void longKeywordsAreFewer() throws Exception {
        EmailType type = emails(10, 200);
        String inbox = "'mailboxIds':" + in("inbox");
        String end = "x".repeat(247);
        IntFunction<String> name = i -> "k%02d%s".formatted(i, end);
        assertThat(created(type, inbox + ",'keywords':" + map(32, name)))
                .as("32 of 250 octets are 8,000")
                .isEqualTo("none");
        assertThat(created(type, inbox + ",'keywords':" + map(33, name))).isEqualTo("tooManyKeywords");
    }

    @Test
    void theFullestEmailFits() throws Exception {
        EmailType type = emails(1_000, 500);
        for (int call = 0; call < 10; call++) {
            int from = call * 100;
            String create = IntStream.range(from, from + 100)
                    .mapToObj(i -> "'b%d':{'name':'%d'}".formatted(i, i))
                    .collect(Collectors.joining(","));
            assertThat(Setting.run(new MailboxType(index), post.view(), "{'create':{" + create + "}}").errors)
                    .isEmpty();
        }
        org.mailbay.store.Objects boxes = post.account(post.alice).snapshot().objects(Mail.MAILBOX);
        String all = "'mailboxIds':" + map(1_000, i -> boxes.id(i).toString());
        assertThat(created(type, all + ",'keywords':" + map(500, "k%015d"::formatted)))
                .isEqualTo("none");
        assertThat(updated(type, "{" + all + ",'keywords':" + map(500, "k%015d"::formatted) + "}"))
                .isEqualTo("none");
        assertThat(row().get(OfEmail.MAILBOXES)).hasSize(1_000);
        assertThat(created(type, "'mailboxIds':" + map(1_001, i -> boxes.id(i).toString())))
                .isEqualTo("tooManyMailboxes");
    }

    @Test
    void whoHasMoreSinceTheLimitFellCanGetRidOfThem() throws Exception {
        updated(
                emails(10, 20),
                "{'mailboxIds':" + in("inbox", "junk", "trash") + ",'keywords':" + map(20, i -> "k" + i) + "}");
        EmailType type = emails(1, 10);
        assertThat(updated(type, "{'mailboxIds/" + post.mailbox("trash") + "':null,'keywords/k3':null}"))
                .isEqualTo("none");
        assertThat(updated(type, "{'mailboxIds/" + post.mailbox("trash") + "':true}"))
                .isEqualTo("tooManyMailboxes");
        assertThat(updated(type, "{'keywords/k3':true}")).isEqualTo("tooManyKeywords");
    }

    @Test
    void whatOthersDoNotSeeCountsToo() throws Exception {
        EmailType type = emails(2, 20);
        assertThat(updated(type, "{'mailboxIds':" + in("inbox", "junk") + "}")).isEqualTo("none");
        for (String role : new String[] {"inbox", "trash"}) {
            post.account(post.alice).<Void, IOException>write(tx -> {
                ObjectId mailbox = post.mailbox(role);
                Row old = Objects.requireNonNull(tx.row(mailbox));
                tx.update(
                        Mail.MAILBOX,
                        mailbox,
                        MailboxRights.with(old, Map.of(post.bob.account(), new MailboxRights("lriteswk"))));
                return null;
            });
        }
        String more = "{'update':{'" + email + "':{'mailboxIds/" + post.mailbox("trash") + "':true}}}";
        assertThat(Setting.run(type, post.view(post.bob, post.alice), more).error(email))
                .isEqualTo("tooManyMailboxes");
    }

    @Test
    void rfc8621_4_7_aCopyHasTheSameLimits() throws Exception {
        EmailType type = emails(2, 20);
        assertThat(copied(type, in("inbox", "junk"))).isEqualTo("none");
        assertThat(copied(type, in("inbox", "junk", "trash"))).isEqualTo("tooManyMailboxes");
    }

    private String copied(EmailType type, String mailboxIds) throws Exception {
        ObjectNode changes = (ObjectNode) JsonMapper.shared()
                .readTree("{'mailboxIds':%s}".formatted(mailboxIds).replace('\'', '"'));
        try {
            Creation copy = type.copy(post.view(), email, post.view(), changes);
            post.account(post.alice).<Void, Exception>write(tx -> {
                copy.run(tx);
                return null;
            });
            return "none";
        } catch (SetError e) {
            return e.type();
        }
    }

    @Test
    void whatNoRowHoldsCannotBeConfigured() {
        assertThatThrownBy(() -> new EmailLimits(1_001, 200)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EmailLimits(0, 200)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EmailLimits(1_000, 501)).isInstanceOf(IllegalArgumentException.class);
    }
}
