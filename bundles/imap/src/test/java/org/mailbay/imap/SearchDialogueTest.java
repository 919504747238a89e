package org.mailbay.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.imap.search.Letterbox;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Session;

/** SEARCH, SORT, THREAD and ESEARCH as clients say them. */
final class SearchDialogueTest {
    private Letterbox box;
    private ImapProtocol protocol;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private Session session;

    @BeforeEach
    void begin() throws Exception {
        box = new Letterbox(false);
        protocol = new ImapProtocol(
                (ImapProtocol.Config) proxy(ImapProtocol.Config.class, (_, method, _) -> method.getDefaultValue()),
                InstantSource.fixed(Letterbox.NOW));
        protocol.bindMailroom(box.room);
        LogIn alice = new LogIn(box.alice, new Credential(box.alice.address(), "1"));
        protocol.bindDirectory((Directory)
                proxy(Directory.class, (self, method, arguments) -> switch (method.getName()) {
                    case "logIn" -> Optional.of(alice);
                    case "isValid" -> true;
                    case "revision" -> 1L;
                    default -> InvocationHandler.invokeDefault(self, method, arguments);
                }));
        for (String subject : new String[] {"one", "Re: two", "Three", "two", "fore"}) {
            box.add("From: " + subject.charAt(0) + "@x.test\nSubject: " + subject + "\n\nbody of " + subject + "\n");
        }
        session = protocol.open((Connection) proxy(
                Connection.class, (self, method, arguments) -> switch (method.getName()) {
                    case "id" -> "c";
                    case "peer" -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
                    case "tls" -> Optional.empty();
                    case "canStartTls" -> false;
                    case "write" -> {
                        sent.writeBytes((byte[]) arguments[0]);
                        yield null;
                    }
                    default -> method.isDefault() ? InvocationHandler.invokeDefault(self, method, arguments) : null;
                }));
        say("l LOGIN alice secret");
        say("s SELECT Box");
    }

    @AfterEach
    void end() {
        protocol.stop();
        box.close();
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    /** What is answered, lines with a bar between; texts behind a tagged OK are left out. */
    private String say(String line) {
        sent.reset();
        session.line((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return sent.toString(StandardCharsets.UTF_8)
                .strip()
                .replaceAll("(?m)^(\\w+ OK)(?! \\[).*$", "$1")
                .replace("\r\n", " | ");
    }

    @Test
    void searchesAreAnsweredInTheWayTheyWereAsked() {
        assertThat(say("a SEARCH SUBJECT two")).isEqualTo("* SEARCH 2 4 | a OK");
        assertThat(say("a UID SEARCH NOT SUBJECT two")).isEqualTo("* SEARCH 1 3 5 | a OK");
        assertThat(say("a SEARCH SUBJECT nothing")).isEqualTo("* SEARCH | a OK");
        assertThat(say("a SEARCH RETURN (MIN COUNT) BODY body"))
                .isEqualTo("* ESEARCH (TAG \"a\") MIN 1 COUNT 5 | a OK");
        assertThat(say("a SEARCH")).startsWith("a BAD");
        assertThat(say("a SEARCH ODD")).startsWith("a BAD");
        assertThat(say("a SEARCH CHARSET klingon ALL")).startsWith("a NO [BADCHARSET (US-ASCII UTF-8)]");
        assertThat(say("a SEARCH " + "(".repeat(100_000))).startsWith("a BAD");
        say("e ENABLE IMAP4rev2");
        assertThat(say("a SEARCH SUBJECT two"))
                .as("RFC 9051: ESEARCH without RETURN")
                .isEqualTo("* ESEARCH (TAG \"a\") ALL 2,4 | a OK");
        assertThat(say("a SEARCH SUBJECT \"\u00fc\"")).isEqualTo("* ESEARCH (TAG \"a\") | a OK");
    }

    @Test
    void whatIsSavedIsUsedAndForgotten() throws Exception {
        assertThat(say("a SEARCH RETURN (SAVE) SUBJECT two")).isEqualTo("a OK");
        assertThat(say("a SEARCH NOT $")).isEqualTo("* SEARCH 1 3 5 | a OK");
        assertThat(say("a UID SEARCH UID $ FROM r")).isEqualTo("* SEARCH 2 | a OK");
        assertThat(say("a STORE $ +FLAGS.SILENT (\\Deleted)")).isEqualTo("a OK");
        assertThat(say("a SEARCH RETURN (SAVE) ODD")).startsWith("a BAD");
        assertThat(say("a SEARCH $")).as("BAD changes nothing").isEqualTo("* SEARCH 2 4 | a OK");
        assertThat(say("a SEARCH RETURN (SAVE MIN) DELETED")).isEqualTo("* ESEARCH (TAG \"a\") MIN 2 | a OK");
        assertThat(say("a SEARCH $")).isEqualTo("* SEARCH 2 | a OK");
        assertThat(say("a EXPUNGE")).contains("EXPUNGE");
        assertThat(say("a SEARCH $")).isEqualTo("* SEARCH | a OK");
    }

    @Test
    void messagesThatCameAreFoundAndThoseThatWentKeepTheirNumbers() throws Exception {
        box.add("Subject: fresh two\n\nx\n");
        assertThat(say("a SEARCH SUBJECT two")).contains("* 6 EXISTS").endsWith("* SEARCH 2 4 6 | a OK");
        box.mail.expunge(
                box.mailbox,
                java.util.List.of(box.mail
                        .account()
                        .snapshot()
                        .objects(org.mailbay.mail.Mail.EMAIL)
                        .id(0)),
                false);
        assertThat(say("a SEARCH ALL")).as("no EXPUNGE here").isEqualTo("* SEARCH 2 3 4 5 6 | a OK");
        assertThat(say("a UID SEARCH ALL")).isEqualTo("* SEARCH 2 3 4 5 6 | * 1 EXPUNGE | a OK");
    }

    @Test
    void resultsAreSortedAndThreaded() {
        assertThat(say("a SORT (SUBJECT) UTF-8 ALL")).isEqualTo("* SORT 5 1 3 2 4 | a OK");
        assertThat(say("a UID SORT (REVERSE SUBJECT REVERSE ARRIVAL) US-ASCII 1:4"))
                .isEqualTo("* SORT 2 4 3 1 | a OK");
        assertThat(say("a SORT RETURN (PARTIAL 1:2) (SUBJECT) UTF-8 ALL"))
                .isEqualTo("* ESEARCH (TAG \"a\") PARTIAL (1:2 5,1) | a OK");
        assertThat(say("a THREAD REFERENCES UTF-8 ALL")).isEqualTo("* THREAD (1)(3)(4 2)(5) | a OK");
        assertThat(say("a UID THREAD ORDEREDSUBJECT UTF-8 SUBJECT two")).isEqualTo("* THREAD (2 4) | a OK");
        assertThat(say("a SORT (SUBJECT) x-odd ALL")).startsWith("a NO [BADCHARSET");
        assertThat(say("a THREAD ODD UTF-8 ALL")).startsWith("a BAD");
    }

    @Test
    void severalMailboxesAreSearchedAtOnce() throws Exception {
        long below = box.mail.create(box.mailbox, "Sub", "");
        say("x CREATE Other");
        assertThat(say("a APPEND Other {25+}")).isEmpty();
        assertThat(below).isPositive();
        session.bytes(
                java.nio.ByteBuffer.wrap("Subject: two elsewhere\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0, 25));
        session.line("\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(say("b ESEARCH IN (personal) RETURN (COUNT) SUBJECT two"))
                .contains("* ESEARCH (TAG \"b\" MAILBOX Box UIDVALIDITY " + box.mailbox + ") UID COUNT 2");
        assertThat(say("b ESEARCH IN (mailboxes (Box nowhere)) SUBJECT two"))
                .isEqualTo("* ESEARCH (TAG \"b\" MAILBOX Box UIDVALIDITY " + box.mailbox + ") UID ALL 2,4 | b OK");
        assertThat(say("b ESEARCH IN (subtree Box subtree-one Box selected subscribed inboxes) RETURN (MAX) ALL"))
                .isEqualTo("* ESEARCH (TAG \"b\" MAILBOX Box UIDVALIDITY " + box.mailbox + ") UID MAX 5 | b OK");
        assertThat(say("b ESEARCH SUBJECT one"))
                .isEqualTo("* ESEARCH (TAG \"b\" MAILBOX Box UIDVALIDITY " + box.mailbox + ") UID ALL 1 | b OK");
        assertThat(say("b ESEARCH IN (personal) 1")).startsWith("b BAD");
        assertThat(say("b ESEARCH IN (personal) RETURN (SAVE) ALL")).startsWith("b BAD");
        assertThat(say("b ESEARCH IN (odd) ALL")).startsWith("b BAD");
        assertThat(say("b ESEARCH RETURN (SAVE COUNT) 2:3")).endsWith("UID COUNT 2 | b OK");
        assertThat(say("b SEARCH $")).isEqualTo("* SEARCH 2 3 | b OK");
        say("c UNSELECT");
        assertThat(say("b ESEARCH ALL")).startsWith("b BAD");
        assertThat(say("b ESEARCH IN (selected) ALL")).startsWith("b BAD");
    }

    @Test
    void whatIsFoundLaterIsTold() throws Exception {
        assertThat(say("u SEARCH RETURN (UPDATE ALL) OR SEEN SUBJECT one"))
                .isEqualTo("* ESEARCH (TAG \"u\") ALL 1 | u OK");
        assertThat(say("v UID SEARCH RETURN (UPDATE COUNT) SEEN"))
                .isEqualTo("* ESEARCH (TAG \"v\") UID COUNT 0 | v OK");
        assertThat(say("a STORE 3:5 +FLAGS.SILENT (\\Seen)"))
                .isEqualTo("* ESEARCH (TAG \"u\") ADDTO (0 3:5) | * ESEARCH (TAG \"v\") UID ADDTO (0 3:5) | a OK");
        assertThat(say("a STORE 4 -FLAGS.SILENT (\\Seen)"))
                .isEqualTo(
                        "* ESEARCH (TAG \"u\") REMOVEFROM (0 4) | * ESEARCH (TAG \"v\") UID REMOVEFROM (0 4) | a OK");
        assertThat(say("a CANCELUPDATE \"v\"")).isEqualTo("a OK");
        assertThat(say("a CANCELUPDATE \"v\"")).startsWith("a BAD");
        say("a STORE 2:3 +FLAGS.SILENT (\\Deleted)");
        assertThat(say("a EXPUNGE"))
                .as("the number is told while it is good")
                .isEqualTo("* ESEARCH (TAG \"u\") REMOVEFROM (0 3) | * 3 EXPUNGE | * 2 EXPUNGE | a OK");
        box.add("Subject: one more\n\nx\n");
        assertThat(say("a NOOP")).contains("* 4 EXISTS").endsWith("* ESEARCH (TAG \"u\") ADDTO (0 4) | a OK");
        assertThat(say("w SORT RETURN (UPDATE COUNT) (SIZE) UTF-8 ALL"))
                .endsWith("* NO [NOUPDATE \"w\"] No notices of changes | w OK");
        for (int i = 0; i < 7; i++) {
            assertThat(say("m" + i + " SEARCH RETURN (UPDATE) ALL")).doesNotContain("NOUPDATE");
        }
        assertThat(say("n SEARCH RETURN (UPDATE) ALL")).contains("NOUPDATE");
        sent.reset();
        assertThat(session.freeze()).isPresent();
        assertThat(sent.toString(StandardCharsets.UTF_8)).contains("* NO [NOUPDATE \"u\"]");
    }
}
