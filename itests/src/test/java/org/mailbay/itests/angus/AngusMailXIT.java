package org.mailbay.itests.angus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import jakarta.mail.event.MailEvent;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.search.AndTerm;
import jakarta.mail.search.BodyTerm;
import jakarta.mail.search.ComparisonTerm;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.FromStringTerm;
import jakarta.mail.search.HeaderTerm;
import jakarta.mail.search.MessageIDTerm;
import jakarta.mail.search.NotTerm;
import jakarta.mail.search.OrTerm;
import jakarta.mail.search.RecipientStringTerm;
import jakarta.mail.search.SearchTerm;
import jakarta.mail.search.SizeTerm;
import jakarta.mail.search.SubjectTerm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.angus.mail.imap.ACL;
import org.eclipse.angus.mail.imap.AppendUID;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.eclipse.angus.mail.imap.MessageVanishedEvent;
import org.eclipse.angus.mail.imap.ResyncData;
import org.eclipse.angus.mail.imap.Rights;
import org.eclipse.angus.mail.imap.SortTerm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailbay.itests.server.Server;

/** Reads and files mail by IMAP. What the library makes of the same bytes by itself is what the server must tell it. */
final class AngusMailXIT {
    static final String ALICE = "alice@example.test";
    static final String BOB = "bob@example.test";

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

    /** Makes a mailbox and puts messages into it. */
    private static IMAPFolder filled(Store store, String name, List<byte[]> letters) throws MessagingException {
        IMAPFolder folder = (IMAPFolder) store.getFolder(name);
        assertThat(folder.create(Folder.HOLDS_MESSAGES)).isTrue();
        folder.appendMessages(parsed(letters));
        folder.open(Folder.READ_WRITE);
        assertThat(folder.getMessageCount()).isEqualTo(letters.size());
        return folder;
    }

    private static Message[] parsed(List<byte[]> letters) throws MessagingException {
        Message[] messages = new Message[letters.size()];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = Letters.parsed(letters.get(i));
        }
        return messages;
    }

    /** Each way takes its share: the library sends a message in two pieces, between which TCP waits 40 ms. */
    @ParameterizedTest
    @EnumSource
    void everyMessageComesBackAsItWasPut(Way way) throws IOException, MessagingException {
        List<byte[]> all = Letters.all();
        List<byte[]> letters = IntStream.range(0, all.size())
                .filter(i -> i % Way.values().length == way.ordinal())
                .mapToObj(all::get)
                .toList();
        try (Store store = way.imap(server, ALICE)) {
            IMAPFolder folder = (IMAPFolder) store.getFolder("kept " + way);
            assertThat(folder.create(Folder.HOLDS_MESSAGES)).isTrue();
            AppendUID[] uids = folder.appendUIDMessages(parsed(letters));
            folder.open(Folder.READ_ONLY);
            Message[] messages = folder.getMessages();
            assertThat(messages).hasSize(letters.size());
            FetchProfile profile = new FetchProfile();
            profile.add(FetchProfile.Item.ENVELOPE);
            profile.add(FetchProfile.Item.CONTENT_INFO);
            profile.add(FetchProfile.Item.SIZE);
            profile.add(UIDFolder.FetchProfileItem.UID);
            folder.fetch(messages, profile);
            for (int i = 0; i < messages.length; i++) {
                IMAPMessage message = (IMAPMessage) messages[i];
                assertThat(uids[i].uidvalidity).isEqualTo(folder.getUIDValidity());
                assertThat(uids[i].uid).isEqualTo(folder.getUID(message));
                assertThat(message.getSize()).isEqualTo(letters.get(i).length);
                message.setPeek(true);
                assertThat(Same.bytes(message)).isEqualTo(letters.get(i));
            }
            assertThat(folder.getUnreadMessageCount()).isEqualTo(messages.length);
        }
    }

    /** The whole of each message in one answer, too; the library writes an end of the header where there was none. */
    @Test
    void messagesAreFetchedTogether() throws IOException, MessagingException {
        List<byte[]> letters = Letters.all().stream()
                .filter(letter -> new String(letter, StandardCharsets.ISO_8859_1).contains("\r\n\r\n"))
                .toList();
        try (Store store = Way.TLS.imap(server, ALICE, "fetchsize", "1000000", "compress.enable", "true")) {
            IMAPFolder folder = filled(store, "together", letters);
            FetchProfile profile = new FetchProfile();
            profile.add(IMAPFolder.FetchProfileItem.MESSAGE);
            profile.add(IMAPFolder.FetchProfileItem.INTERNALDATE);
            folder.fetch(folder.getMessages(), profile);
            for (int i = 0; i < letters.size(); i++) {
                assertThat(Same.bytes(folder.getMessage(i + 1))).isEqualTo(letters.get(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void envelopesAndStructuresAreTheLibrarysOwn(Way way) throws IOException, MessagingException {
        List<byte[]> letters = Letters.made();
        try (Store store = way.imap(server, ALICE)) {
            IMAPFolder folder = filled(store, "structures " + way, letters);
            for (int i = 0; i < letters.size(); i++) {
                MimeMessage own = Letters.parsed(letters.get(i));
                MimeMessage told = (MimeMessage) folder.getMessage(i + 1);
                Same.envelope(told, own);
                Same.structure(told, own);
            }
        }
    }

    @Test
    void foldersAreMadeRenamedSubscribedAndRemoved() throws IOException, MessagingException {
        try (Store store = Way.TLS.imap(server, BOB)) {
            assertThat(store.getDefaultFolder().getSeparator()).isEqualTo('/');
            Folder folder = store.getFolder("\u53f0\u5317/Entw\u00fcrfe & mehr");
            assertThat(folder.exists()).isFalse();
            assertThat(folder.create(Folder.HOLDS_MESSAGES | Folder.HOLDS_FOLDERS))
                    .isTrue();
            assertThat(folder.exists()).isTrue();
            folder.setSubscribed(true);
            assertThat(names(store.getDefaultFolder().list("*"))).contains("INBOX", folder.getFullName());
            assertThat(names(store.getDefaultFolder().list("%")))
                    .contains("INBOX", "\u53f0\u5317")
                    .doesNotContain(folder.getFullName());
            assertThat(names(store.getDefaultFolder().listSubscribed("*"))).contains(folder.getFullName());
            Folder renamed = store.getFolder("renamed");
            assertThat(folder.renameTo(renamed)).isTrue();
            assertThat(renamed.exists()).isTrue();
            assertThat(store.getFolder("\u53f0\u5317").delete(true)).isTrue();
            assertThat(renamed.delete(true)).isTrue();
            assertThat(names(store.getDefaultFolder().list("*")))
                    .doesNotContain("renamed", "\u53f0\u5317", folder.getFullName());
            IMAPFolder trash =
                    (IMAPFolder) Arrays.stream(store.getDefaultFolder().list("*"))
                            .filter(each -> attributes(each).contains("\\Trash"))
                            .findFirst()
                            .orElseThrow();
            assertThat(trash.exists()).isTrue();
        }
    }

    private static Set<String> names(Folder[] folders) {
        Set<String> names = new TreeSet<>();
        Stream.of(folders).map(Folder::getFullName).forEach(names::add);
        return names;
    }

    private static List<String> attributes(Folder folder) {
        try {
            return List.of(((IMAPFolder) folder).getAttributes());
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void searchesFindWhatTheLibraryFinds() throws MessagingException, IOException {
        try (Store store = Way.OPEN.imap(server, ALICE)) {
            IMAPFolder folder = filled(store, "searched", Letters.made());
            folder.setFlags(new int[] {1, 3}, new Flags(Flags.Flag.FLAGGED), true);
            folder.setFlags(new int[] {3, 4}, new Flags("$Label"), true);
            List<SearchTerm> terms = List.of(
                    new SubjectTerm("a"),
                    new SubjectTerm("Gr\u00fc\u00dfe"),
                    new FromStringTerm("joerg@elsewhere.test"),
                    new RecipientStringTerm(Message.RecipientType.TO, "bob"),
                    new MessageIDTerm("<1@elsewhere.test>"),
                    new HeaderTerm("Reply-To", "other"),
                    new BodyTerm("plain."),
                    new SizeTerm(ComparisonTerm.GT, 100_000),
                    new FlagTerm(new Flags(Flags.Flag.FLAGGED), true),
                    new FlagTerm(new Flags("$Label"), false),
                    new AndTerm(
                            new FlagTerm(new Flags("$Label"), true), new FlagTerm(new Flags(Flags.Flag.FLAGGED), true)),
                    new OrTerm(new SubjectTerm("plain"), new NotTerm(new FromStringTerm("joerg"))));
            for (SearchTerm term : terms) {
                List<Message> own = new ArrayList<>();
                for (Message message : folder.getMessages()) {
                    if (message.match(term)) {
                        own.add(message);
                    }
                }
                assertThat(folder.search(term)).as(term.toString()).containsExactlyElementsOf(own);
            }
            assertThat(folder.search(terms.getFirst())).isNotEmpty();
            int size = 0;
            for (Message message : folder.getSortedMessages(new SortTerm[] {SortTerm.SIZE})) {
                assertThat(message.getSize()).isGreaterThanOrEqualTo(size);
                size = message.getSize();
            }
            assertThat(folder.getSortedMessages(new SortTerm[] {SortTerm.REVERSE, SortTerm.ARRIVAL}))
                    .hasSize(folder.getMessageCount());
        }
    }

    @Test
    void messagesAreCopiedMovedFlaggedAndExpunged() throws MessagingException, IOException {
        List<byte[]> letters = Letters.made();
        try (Store store = Way.STARTTLS.imap(server, ALICE)) {
            IMAPFolder from = filled(store, "from", letters);
            IMAPFolder to = (IMAPFolder) store.getFolder("to");
            assertThat(to.create(Folder.HOLDS_MESSAGES)).isTrue();
            from.setFlags(1, 2, new Flags(Flags.Flag.ANSWERED), true);
            AppendUID[] copied = from.copyUIDMessages(from.getMessages(1, 3), to);
            assertThat(from.getMessageCount()).isEqualTo(letters.size());
            AppendUID[] moved = from.moveUIDMessages(from.getMessages(4, 5), to);
            assertThat(from.getMessage(4).isExpunged()).isTrue();
            from.expunge(); // until now the library counts what is gone
            assertThat(from.getMessageCount()).isEqualTo(letters.size() - 2);
            to.open(Folder.READ_WRITE);
            assertThat(to.getMessageCount()).isEqualTo(5);
            List<AppendUID> uids =
                    Stream.concat(Stream.of(copied), Stream.of(moved)).toList();
            for (int i = 0; i < 5; i++) {
                assertThat(uids.get(i).uidvalidity).isEqualTo(to.getUIDValidity());
                Message message = to.getMessageByUID(uids.get(i).uid);
                assertThat(message.isSet(Flags.Flag.ANSWERED)).isEqualTo(i < 2);
                assertThat(Same.bytes(message)).isEqualTo(letters.get(i));
            }
            to.getMessage(1).setFlag(Flags.Flag.DELETED, true);
            to.getMessage(5).setFlag(Flags.Flag.DELETED, true);
            assertThat(to.expunge(new Message[] {to.getMessage(1)})).hasSize(1);
            assertThat(to.expunge()).hasSize(1);
            assertThat(to.getMessageCount()).isEqualTo(3);
            from.close();
            assertThat(from.getMessageCount()).isEqualTo(letters.size() - 2);
        }
    }

    @Test
    void aFolderComesBackByWhatChangedSince() throws MessagingException, IOException {
        try (Store store = Way.TLS.imap(server, ALICE);
                Store other = Way.TLS.imap(server, ALICE)) {
            IMAPFolder folder = filled(store, "resynced", Letters.made());
            folder.close();
            folder.open(Folder.READ_WRITE, ResyncData.CONDSTORE);
            long validity = folder.getUIDValidity();
            long changes = folder.getHighestModSeq();
            long removed = folder.getUID(folder.getMessage(2));
            folder.close(false);

            Folder changed = other.getFolder("resynced");
            changed.open(Folder.READ_WRITE);
            changed.getMessage(2).setFlag(Flags.Flag.DELETED, true);
            changed.expunge();
            changed.getMessage(4).setFlag(Flags.Flag.FLAGGED, true);
            changed.close(false);

            List<MailEvent> events = folder.open(Folder.READ_WRITE, new ResyncData(validity, changes));
            assertThat(events).isNotNull();
            assertThat(events.stream()
                            .filter(MessageVanishedEvent.class::isInstance)
                            .flatMapToLong(event -> Arrays.stream(((MessageVanishedEvent) event).getUIDs())))
                    .containsExactly(removed);
            assertThat(folder.getMessage(4).isSet(Flags.Flag.FLAGGED)).isTrue();
            assertThat(folder.getMessagesByUIDChangedSince(1, UIDFolder.LASTUID, changes))
                    .containsExactly(folder.getMessage(4));
        }
    }

    @Test
    void aSharedMailboxIsReadByAnother() throws MessagingException, IOException, InterruptedException {
        try (IMAPStore alice = (IMAPStore) Way.TLS.imap(server, ALICE);
                Store bob = Way.TLS.imap(server, BOB)) {
            IMAPFolder folder = filled(alice, "shared", Letters.made());
            assertThat(folder.myRights().contains(new Rights("lrswipkxtea"))).isTrue();
            folder.addACL(new ACL(BOB, new Rights("lrs")));
            assertThat(Stream.of(folder.getACL()).map(ACL::getName)).contains(BOB);
            Folder others = bob.getUserNamespaces(ALICE)[0];
            IMAPFolder shared = (IMAPFolder) others.getFolder("shared");
            awaitExistence(shared);
            shared.open(Folder.READ_ONLY);
            assertThat(Same.bytes(shared.getMessage(1)))
                    .isEqualTo(Letters.made().getFirst());
            assertThat(shared.myRights().contains(Rights.Right.DELETE)).isFalse();
            shared.close();
            folder.removeACL(BOB);
            assertThat(others.getFolder("shared").exists()).isFalse();
            assertThat(alice.getQuota("INBOX"))
                    .extracting(quota -> quota.quotaRoot)
                    .hasSize(1);
            assertThat(alice.id(Map.of("name", "test"))).containsKey("name");
        }
    }

    /** Whom something is shared with for the first time learns of it a moment later. */
    private static void awaitExistence(Folder folder) throws MessagingException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!folder.exists()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws IOException, MessagingException {
        Store store = Way.TLS.session(server).getStore("imaps");
        assertThatThrownBy(() -> store.connect(ALICE, "wrong")).isInstanceOf(AuthenticationFailedException.class);
    }
}
