package org.mailbay.itests.angus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailbay.itests.angus.AngusMailXIT.ALICE;
import static org.mailbay.itests.angus.AngusMailXIT.BOB;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.FolderClosedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.StoreClosedException;
import jakarta.mail.Transport;
import jakarta.mail.event.MessageChangedEvent;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.pop3.POP3Folder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailbay.itests.server.Server;

/** Sends mail, hears of it while it waits in IDLE, and fetches it by POP3. */
final class AngusTransferXIT {
    @TempDir
    static Path data;

    static Server server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = Server.start(data, "--demo");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        assertThat(server.stop()).as(server.text()).isZero();
        assertThat(server.output()).noneMatch(line -> line.contains("level=error"));
    }

    private static MimeMessage letter(Session session, String subject, Path attachment)
            throws IOException, MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(ALICE, "\u00c4lice"));
        message.setRecipients(Message.RecipientType.TO, BOB);
        message.setSubject(subject, "UTF-8");
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Gr\u00fc\u00dfe\r\n.\r\n..\r\nFrom here\r\n", "UTF-8");
        MimeBodyPart file = new MimeBodyPart();
        file.attachFile(attachment.toFile());
        message.setContent(new MimeMultipart(text, file));
        message.saveChanges();
        return message;
    }

    private static void send(Way way, MimeMessage message, String... more) throws IOException, MessagingException {
        try (Transport transport = way.smtp(way.session(server, more), ALICE)) {
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSentArrivesByteForByte(Way way, @TempDir Path work) throws IOException, MessagingException {
        Path file = Files.write(work.resolve("Gr\u00fc\u00dfe.bin"), new byte[200_000]);
        MimeMessage message = letter(way.session(server), "by " + way + " \u2713", file);
        send(way, message, "dsn.notify", "FAILURE,DELAY", "dsn.ret", "HDRS");
        try (Store store = way.imap(server, BOB)) {
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            MimeMessage arrived = (MimeMessage) inbox.getMessage(inbox.getMessageCount());
            assertThat(arrived.getSubject()).isEqualTo(message.getSubject());
            Same.structure(arrived, message);
            // Before it stands only what tells how it came.
            String whole = new String(Same.bytes(arrived), StandardCharsets.ISO_8859_1);
            String sent = new String(Same.bytes(message), StandardCharsets.ISO_8859_1);
            assertThat(whole).startsWith("Return-Path: <" + ALICE + ">\r\n").endsWith("\r\n" + sent);
        }
    }

    @Test
    void nobodySendsInTheNameOfAnother(@TempDir Path work) throws IOException, MessagingException {
        Path file = Files.write(work.resolve("a"), new byte[1]);
        MimeMessage message = letter(Way.TLS.session(server), "not from alice", file);
        message.setFrom(new InternetAddress("somebody@elsewhere.test"));
        message.saveChanges();
        assertThatThrownBy(() -> send(Way.TLS, message)).isInstanceOf(SendFailedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void whoIsInIdleHearsOfAllThatHappens(Way way, @TempDir Path work)
            throws IOException, MessagingException, InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (Store store = way.imap(server, BOB);
                Store other = Way.OPEN.imap(server, BOB)) {
            IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            int before = inbox.getMessageCount();
            inbox.addMessageCountListener(new MessageCountAdapter() {
                @Override
                public void messagesAdded(MessageCountEvent event) {
                    heard.add("added " + event.getMessages().length);
                }

                @Override
                public void messagesRemoved(MessageCountEvent event) {
                    heard.add("removed " + event.getMessages().length);
                }
            });
            inbox.addMessageChangedListener(event -> heard.add(
                    event.getMessageChangeType() == MessageChangedEvent.FLAGS_CHANGED ? "flags" : "envelope"));
            Thread waiting = Thread.ofVirtual().name("idle").start(() -> idle(inbox, heard));

            Path file = Files.write(work.resolve("a"), new byte[10]);
            MimeMessage message = letter(way.session(server), "while idle", file);
            send(way, message);
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("added 1");
            Folder same = other.getFolder("INBOX");
            same.open(Folder.READ_WRITE);
            assertThat(same.getMessageCount()).isEqualTo(before + 1);
            same.getMessage(before + 1).setFlags(new Flags("$Label"), true);
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("flags");
            same.getMessage(before + 1).setFlag(Flags.Flag.DELETED, true);
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("flags");
            same.expunge();
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("removed 1");
            assertThat(inbox.getMessage(before + 1).isExpunged()).isTrue();
            inbox.close();
            waiting.join();
            assertThat(heard).isEmpty();
        }
    }

    private static void idle(IMAPFolder folder, BlockingQueue<String> heard) {
        try {
            while (folder.isOpen()) {
                folder.idle();
            }
        } catch (FolderClosedException | StoreClosedException | IllegalStateException e) {
            // The test is over.
        } catch (MessagingException e) {
            heard.add(e.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void pop3GivesTheSameBytesAsImap(Way way) throws IOException, MessagingException {
        List<byte[]> letters = Letters.made();
        try (Store imap = way.imap(server, ALICE)) {
            Message[] appended = new Message[letters.size()];
            for (int i = 0; i < appended.length; i++) {
                appended[i] = Letters.parsed(letters.get(i));
            }
            Folder inbox = imap.getFolder("INBOX");
            inbox.appendMessages(appended);
            inbox.open(Folder.READ_WRITE);
            int count = inbox.getMessageCount();
            try (Store pop3 = way.pop3(server, ALICE)) {
                POP3Folder drop = (POP3Folder) pop3.getFolder("INBOX");
                drop.open(Folder.READ_WRITE);
                assertThat(drop.getMessageCount()).isEqualTo(count);
                int[] sizes = drop.getSizes();
                for (int number = 1; number <= count; number++) {
                    byte[] fetched = Same.bytes(drop.getMessage(number));
                    String kept = new String(Same.bytes(inbox.getMessage(number)), StandardCharsets.ISO_8859_1);
                    // RFC 1939 §3: the last line ends too, for the sake of the point that follows.
                    assertThat(new String(fetched, StandardCharsets.ISO_8859_1))
                            .isEqualTo(kept.endsWith("\r\n") ? kept : kept + "\r\n");
                    assertThat(sizes[number - 1]).isEqualTo(kept.length());
                    assertThat(drop.getUID(drop.getMessage(number))).isNotEmpty();
                }
                drop.getMessage(count).setFlag(Flags.Flag.DELETED, true);
                drop.close(true);
            }
            inbox.close();
            assertThat(inbox.getMessageCount()).isEqualTo(count - 1);
        }
    }
}
