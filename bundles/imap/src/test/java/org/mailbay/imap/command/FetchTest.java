package org.mailbay.imap.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.Credential;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.imap.fetch.Envelopes;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.Views;
import org.mailbay.imap.session.About;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Feature;
import org.mailbay.imap.session.Limits;
import org.mailbay.imap.session.Recents;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.Services;
import org.mailbay.imap.session.Traffic;
import org.mailbay.imap.session.Turn;
import org.mailbay.imap.session.Watchers;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.mailbox.MailboxType;
import org.mailbay.jmap.mail.room.StoreMailroom;
import org.mailbay.mail.Mail;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Change;
import org.mailbay.mail.MailAccount.NewEmail;
import org.mailbay.mail.Mailroom;
import org.mailbay.net.Connection;
import org.mailbay.store.Account;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.TenantId;
import org.mailbay.swap.Swappable;
import org.mailbay.testkit.MemoryStore;

/** FETCH over a mailbox in a store. */
class FetchTest {
    private static final Instant NOW = Instant.parse("2026-11-23T05:00:00Z");

    private final MemoryStore memory = new MemoryStore();
    private Client client;
    private MailAccount mail;
    private long mailbox;

    @BeforeEach
    void mailboxOfThree() throws Exception {
        Account account = memory.store().create(new TenantId(1));
        Principal alice = new Principal(account.tenant(), "alice@example.test", "", account.id(), Set.of());
        MailIndex index = new MailIndex();
        Swappable<Mailroom> room = new Swappable<>("mail");
        room.bind(new StoreMailroom(memory.store(), index, new EmailLimits(100, 100), new MailboxType(index)));
        Services services = new Services(
                new Swappable<>("directory"),
                room,
                new Swappable<>("store"),
                new Views(),
                new Envelopes(1 << 20),
                new Recents(),
                new Watchers(),
                new Traffic(),
                new Limits(1 << 20, 5, 3, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1), 0),
                new About("", "", ""),
                InstantSource.fixed(NOW));
        client = new Client(services, connection());
        client.logIn(new LogIn(alice, new Credential(alice.address(), "1")));
        try (var lease = room.acquire(Duration.ofSeconds(1))) {
            mail = lease.service().open(alice, account.id()).orElseThrow();
        }
        mailbox = mail.create(0, "Box", "");
        for (int i = 1; i <= 3; i++) {
            add("Subject: message " + i + "\r\n\r\nbody " + i + "\r\n");
        }
        select(false);
    }

    private static Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, _, _) -> {
                    throw new UnsupportedOperationException();
                });
    }

    private void add(String message) throws Exception {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        try (BlobSink sink = mail.account().blobs().create(bytes.length)) {
            sink.write(bytes, 0, bytes.length);
            mail.add(mailbox, List.of(new NewEmail(mail.read(sink.seal()), Set.of("$flagged"), false, NOW)), null);
        }
    }

    private void select(boolean readOnly) throws IOException {
        client.select(new Selected(
                mail.account().id(), readOnly, client.services().views().newest(mail.account(), mailbox)));
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private String fetch(String arguments) throws Exception {
        return run(false, arguments);
    }

    private String uidFetch(String arguments) throws Exception {
        return run(true, arguments);
    }

    private String run(boolean isUid, String arguments) throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Out out = new Out(sent::writeBytes, client.isUtf8());
        Input input = Input.of(" " + arguments, client.isUtf8());
        try (Turn turn = new Turn(client, "a", isUid, input, out)) {
            assertThat(new Fetch().run(turn)).isInstanceOf(Done.Ok.class);
        } finally {
            out.flush();
            said = sent.toString(StandardCharsets.UTF_8);
        }
        return said;
    }

    private String said = "";

    private ObjectId email(int sequence) {
        return client.selected().view().email(sequence);
    }

    private Set<String> keywords(int sequence) {
        Objects emails = mail.account().snapshot().objects(Mail.EMAIL);
        return emails.get(Mail.OfEmail.KEYWORDS, emails.ordinal(email(sequence)));
    }

    private long modSeq(int sequence) {
        Objects emails = mail.account().snapshot().objects(Mail.EMAIL);
        return emails.modSeq(emails.ordinal(email(sequence)));
    }

    @Test
    void columnsOfEachMessage() throws Exception {
        assertThat(fetch("1:2 (UID FLAGS INTERNALDATE RFC822.SIZE)")).isEqualTo("""
                * 1 FETCH (UID 1 FLAGS (\\Flagged) INTERNALDATE "23-Nov-2026 05:00:00 +0000" RFC822.SIZE 30)
                * 2 FETCH (UID 2 FLAGS (\\Flagged) INTERNALDATE "23-Nov-2026 05:00:00 +0000" RFC822.SIZE 30)
                """.replace("\n", "\r\n"));
        assertThat(fetch("3 (EMAILID THREADID MODSEQ)"))
                .isEqualTo("* OK [HIGHESTMODSEQ 6] Highest\r\n* 3 FETCH (EMAILID (" + email(3) + ") THREADID (t"
                        + email(3).toString().substring(1) + ") MODSEQ (" + modSeq(3) + "))\r\n");
        assertThat(client.has(Feature.CONDSTORE)).isTrue();
    }

    @Test
    void uidsComeWithUidFetch() throws Exception {
        assertThat(uidFetch("2,7:9 FLAGS")).isEqualTo("* 2 FETCH (UID 2 FLAGS (\\Flagged))\r\n");
        assertThat(uidFetch("7:9 FLAGS")).isEmpty();
        client.enabled().add(Feature.UIDONLY);
        assertThat(uidFetch("2 FLAGS")).isEqualTo("* 2 UIDFETCH (FLAGS (\\Flagged))\r\n");
    }

    @Test
    void aNumberThatThereIsNotIsMalformed() {
        for (String arguments : List.of("4 FLAGS", "1 FLAGS X", "1 FLAGS (FOO)", "1", "1 FLAGS (CHANGEDSINCE)")) {
            assertThatThrownBy(() -> fetch(arguments)).as(arguments).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> fetch("1 FLAGS (CHANGEDSINCE 1 VANISHED)")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> uidFetch("1 FLAGS (VANISHED)")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> uidFetch("1 FLAGS (CHANGEDSINCE 1 VANISHED)")).isInstanceOf(Malformed.class);
    }

    @Test
    void readingABodyMarksItSeen() throws Exception {
        assertThat(fetch("1 BODY.PEEK[TEXT]")).isEqualTo("* 1 FETCH (BODY[TEXT] {8}\r\nbody 1\r\n)\r\n");
        assertThat(keywords(1)).doesNotContain("$seen");
        assertThat(fetch("1:2 BODY[TEXT]<0.4>"))
                .isEqualTo("* 1 FETCH (FLAGS (\\Flagged \\Seen) BODY[TEXT]<0> {4}\r\nbody)\r\n"
                        + "* 2 FETCH (FLAGS (\\Flagged \\Seen) BODY[TEXT]<0> {4}\r\nbody)\r\n");
        assertThat(keywords(1)).contains("$seen");
        assertThat(client.selected().isTold(1, modSeq(1))).isTrue();
        assertThat(fetch("1 BODY[TEXT]<0.4>")).isEqualTo("* 1 FETCH (BODY[TEXT]<0> {4}\r\nbody)\r\n");
        client.enabled().add(Feature.CONDSTORE);
        assertThat(fetch("3 (FLAGS BODY[1]<0.4>)"))
                .isEqualTo(
                        "* 3 FETCH (MODSEQ (" + modSeq(3) + ") FLAGS (\\Flagged \\Seen) BODY[1]<0> {4}\r\nbody)\r\n");
    }

    @Test
    void examineLeavesNoMark() throws Exception {
        select(true);
        assertThat(fetch("1 BODY[TEXT]<0.4>")).isEqualTo("* 1 FETCH (BODY[TEXT]<0> {4}\r\nbody)\r\n");
        assertThat(keywords(1)).doesNotContain("$seen");
    }

    @Test
    void envelopesAndTheRestOfWhatIsStored() throws Exception {
        String envelope = "ENVELOPE (NIL \"message 2\" NIL NIL NIL NIL NIL NIL NIL NIL)";
        assertThat(fetch("2 ENVELOPE")).isEqualTo("* 2 FETCH (" + envelope + ")\r\n");
        assertThat(fetch("2 (ENVELOPE BODY PREVIEW (LAZY))"))
                .isEqualTo("* 2 FETCH (" + envelope
                        + " BODY (\"text\" \"plain\" NIL NIL NIL \"7bit\" 8 1) PREVIEW \"body 2\")\r\n");
    }

    @Test
    void changedSince() throws Exception {
        long before = mail.account().snapshot().modSeq();
        mail.mark(
                mailbox, List.of(email(2)), new Change(Change.Mode.REPLACE, Set.of("$answered"), true), Long.MAX_VALUE);
        assertThat(fetch("1:* FLAGS (CHANGEDSINCE " + before + ")"))
                .isEqualTo("* OK [HIGHESTMODSEQ " + before + "] Highest\r\n* 2 FETCH (MODSEQ (" + modSeq(2)
                        + ") FLAGS (\\Deleted \\Answered))\r\n");
        assertThat(fetch("1:* FLAGS (CHANGEDSINCE " + modSeq(2) + ")")).isEmpty();
        client.enabled().add(Feature.QRESYNC);
        mail.expunge(mailbox, List.of(email(2)), true);
        select(false);
        assertThat(uidFetch("1:* FLAGS (CHANGEDSINCE " + before + " VANISHED)"))
                .isEqualTo("* VANISHED (EARLIER) 2\r\n");
    }

    @Test
    void partOfTheMessages() throws Exception {
        assertThat(uidFetch("1:* UID (PARTIAL 2:9)")).isEqualTo("* 2 FETCH (UID 2)\r\n* 3 FETCH (UID 3)\r\n");
        assertThat(uidFetch("1:* UID (PARTIAL -1:-2)")).isEqualTo("* 2 FETCH (UID 2)\r\n* 3 FETCH (UID 3)\r\n");
        assertThat(uidFetch("1:* UID (PARTIAL 4:9)")).isEmpty();
    }

    @Test
    void messagesThatAreGoneAreLeftOut() throws Exception {
        fetch("2 ENVELOPE");
        mail.expunge(mailbox, List.of(email(2)), false);
        for (String items : List.of("FLAGS", "ENVELOPE", "BODY[]")) {
            assertThatThrownBy(() -> fetch("1:3 (UID " + items + ")"))
                    .isInstanceOfSatisfying(
                            Refused.class, e -> assertThat(e.code()).isEqualTo("EXPUNGEISSUED"));
            assertThat(said).contains("* 1 FETCH (", "* 3 FETCH (").doesNotContain("* 2 FETCH (");
        }
    }

    @Test
    void anEncodingThatNobodyKnows() throws Exception {
        add("Subject: x\r\nContent-Transfer-Encoding: z\r\n\r\nbody");
        select(false);
        assertThatThrownBy(() -> fetch("4 BINARY.PEEK[1]"))
                .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.code()).isEqualTo("UNKNOWN-CTE"));
        assertThat(said).isEqualTo("* 4 FETCH (BINARY[1] NIL)\r\n");
    }

    @Test
    void manyMessages() throws Exception {
        for (int i = 4; i <= 700; i++) {
            add("Subject: message " + i + "\r\n\r\nbody " + i + "\r\n");
        }
        select(false);
        assertThat(fetch("1:* (UID ENVELOPE BODY[TEXT])").lines())
                .filteredOn(line -> line.startsWith("* "))
                .hasSize(700)
                .allMatch(line -> line.contains(" (FLAGS (\\Flagged \\Seen) UID "));
        assertThat(said).contains("* 699 FETCH (FLAGS (\\Flagged \\Seen) UID 699 ENVELOPE (NIL \"message 699\" ");
    }
}
