package org.mailbay.jmap.mail.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.mail.Post;
import org.mailbay.mail.Mail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;

/** What was read is not read again, is nobody else's, and takes no more room than it may. */
class KnownEmailsTest {
    private final Post post = new Post();
    private final List<ObjectId> read = new ArrayList<>();

    KnownEmailsTest() throws IOException {}

    @AfterEach
    void close() {
        post.close();
    }

    private static String message(int number) {
        return "From: a@x.test\nSubject: s" + number + "\nMessage-ID: <" + number + "@x>\n\ntext\n";
    }

    /** The principal's account, which notes what is read. */
    private Account watched(Principal principal) throws IOException {
        Account account = post.account(principal);
        return (Account) Proxy.newProxyInstance(
                Account.class.getClassLoader(), new Class<?>[] {Account.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("bytes") && arguments[0] instanceof Collection<?> ids) {
                        ids.forEach(id -> read.add((ObjectId) id));
                    }
                    return method.invoke(account, arguments);
                });
    }

    private static List<String> subjects(List<StoredEmail> emails) {
        return emails.stream()
                .map(email -> email == null ? "" : email.message().subject().orElse(""))
                .toList();
    }

    @Test
    void isReadOnce() throws IOException {
        ObjectId first = post.bring(message(1));
        ObjectId second = post.bring(message(2));
        ObjectId absent = Mail.EMAIL.id(9_999);
        KnownEmails known = new KnownEmails(1 << 20, 1 << 20);
        Account alice = watched(post.alice);
        assertThat(subjects(known.of(alice, List.of(second)))).containsExactly("s2");
        assertThat(subjects(known.of(alice, List.of(first, absent, second)))).containsExactly("s1", "", "s2");
        assertThat(subjects(known.of(alice, List.of(second, first)))).containsExactly("s2", "s1");
        assertThat(read).containsExactly(second, first, absent);
    }

    @Test
    void anotherStoreMayHaveOthersOfTheseIds() throws IOException {
        ObjectId first = post.bring(message(1));
        KnownEmails known = new KnownEmails(1 << 20, 1 << 20);
        Account alice = watched(post.alice);
        known.of(alice, List.of(first));
        known.clear();
        assertThat(subjects(known.of(alice, List.of(first)))).containsExactly("s1");
        assertThat(read).containsExactly(first, first);
    }

    @Test
    void theSameIdInAnotherAccountIsAnother() throws IOException {
        ObjectId mine = post.bring(message(1), post.alice);
        ObjectId theirs = post.bring(message(2), post.bob);
        KnownEmails known = new KnownEmails(1 << 20, 1 << 20);
        assertThat(theirs).isEqualTo(mine);
        assertThat(subjects(known.of(post.account(post.alice), List.of(mine)))).containsExactly("s1");
        assertThat(subjects(known.of(post.account(post.bob), List.of(mine)))).containsExactly("s2");
    }

    @Test
    void theLeastUsedGo() throws IOException {
        List<ObjectId> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(post.bring(message(i)));
        }
        int size = post.account(post.alice).bytes(ids.getFirst()).length;
        KnownEmails known = new KnownEmails(3 * size, 1 << 20);
        Account alice = watched(post.alice);
        known.of(alice, ids.subList(0, 3));
        known.of(alice, ids.subList(0, 1));
        known.of(alice, ids.subList(3, 4));
        read.clear();
        known.of(alice, List.of(ids.get(0), ids.get(2), ids.get(3)));
        assertThat(read).isEmpty();
        known.of(alice, ids);
        known.of(alice, ids);
        assertThat(read).hasSizeGreaterThan(10);
    }

    /** A text; {@code opened} gets one more for each that is read. */
    private String text(KnownEmails known, Principal principal, ObjectId id, int most, List<ObjectId> opened)
            throws IOException {
        Account account = post.account(principal);
        StoredEmail email = known.of(account, List.of(id)).getFirst();
        MessageBytes.Opening opening = (blob, from, length) -> {
            opened.add(id);
            return account.blobs().open(blob, from, length);
        };
        MessageBytes content =
                new MessageBytes(opening, email.blob(), 0, email.message().size());
        return known.text(account, id, content, email.message().root(), most).value();
    }

    @Test
    void aTextIsReadOnceAndNobodyElses() throws IOException {
        ObjectId mine = post.bring(message(1), post.alice);
        ObjectId theirs = post.bring(message(2).replace("text", "other"), post.bob);
        assertThat(theirs).isEqualTo(mine);
        KnownEmails known = new KnownEmails(1 << 20, 1 << 20);
        assertThat(text(known, post.alice, mine, 100, read)).isEqualTo("text\n");
        assertThat(text(known, post.alice, mine, 100, read)).isEqualTo("text\n");
        assertThat(read).hasSize(1);
        assertThat(text(known, post.alice, mine, 3, read)).isEqualTo("tex");
        assertThat(text(known, post.bob, theirs, 100, read)).isEqualTo("other\n");
        assertThat(read).hasSize(3);
    }

    @Test
    void textsTakeNoMoreRoomThanTheyMay() throws IOException {
        KnownEmails known = new KnownEmails(1 << 20, 200);
        ObjectId first = post.bring(message(1));
        ObjectId second = post.bring(message(2));
        ObjectId third = post.bring(message(3));
        ObjectId long_ = post.bring(message(4) + "x".repeat(300));
        for (ObjectId id : List.of(first, second, third, first, long_, long_, first)) {
            text(known, post.alice, id, 1_000, read);
        }
        assertThat(read).containsExactly(first, second, third, first, long_, long_, first);
        text(known, post.alice, first, 1_000, read);
        assertThat(read).hasSize(7);
    }
}
