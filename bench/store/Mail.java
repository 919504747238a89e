package store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.mailbay.store.Account;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;

/** Emails as the mail model stores them: the same columns, about as many bytes, an index entry for the thread. */
final class Mail {
    static final ObjectType EMAIL = new ObjectType("Email", 'm');
    static final ObjectType MAILBOX = new ObjectType("Mailbox", 'b');
    static final ObjectType THREAD = new ObjectType("Thread", 't');
    static final Column.Number RECEIVED = new Column.Number(1);
    static final Column.Number SIZE = new Column.Number(2);
    static final Column.Number THREAD_NUMBER = new Column.Number(3);
    static final Column.Number SENT = new Column.Number(4);
    static final Column.Words KEYWORDS = new Column.Words(5);
    static final Column.Members MAILBOXES = new Column.Members(6);
    static final Column.Number HAS_ATTACHMENT = new Column.Number(7);
    private static final Column.Text NAME = new Column.Text(1);

    /** Header fields, preview and structure of a message. */
    private static final int BYTES = 900;

    private static final int FOLDERS = 20;
    private static final long FIRST = 1_600_000_000_000L;

    private final Random random = new Random(1);
    private final byte[] bytes = new byte[BYTES];

    Mail() {
        random.nextBytes(bytes);
    }

    /** Makes an inbox, the mailbox of lowest number, and others. */
    static List<ObjectId> mailboxes(Account account) throws IOException {
        return account.write(tx -> {
            List<ObjectId> made = new ArrayList<>();
            for (int i = 0; i < FOLDERS; i++) {
                made.add(tx.create(MAILBOX, Row.EMPTY.with(NAME, "Folder " + i), new byte[40], List.of()));
            }
            return made;
        });
    }

    /** Adds an email: six of ten in the inbox, one of ten unread, one of fifty flagged; three of four begin a thread. */
    ObjectId add(Transaction tx, List<ObjectId> mailboxes, List<BlobRef> blobs, boolean withIndex) throws IOException {
        long number = tx.nextNumber();
        ObjectId id = EMAIL.id(number);
        int inBox = random.nextInt(10) < 6 ? 0 : 1 + random.nextInt(mailboxes.size() - 1);
        List<String> keywords = new ArrayList<>();
        if (random.nextInt(10) != 0) {
            keywords.add("$seen");
        }
        if (random.nextInt(50) == 0) {
            keywords.add("$flagged");
        }
        boolean begins = random.nextInt(4) != 0 || number < 100;
        long received = FIRST + number * 60_000 + random.nextInt(30_000);
        tx.create(
                EMAIL,
                id,
                Row.EMPTY
                        .with(RECEIVED, received)
                        .with(SIZE, 2_000 + random.nextInt(60_000))
                        .with(THREAD_NUMBER, begins ? number : number - 1 - random.nextInt(50))
                        .with(SENT, received / 1_000 - 3)
                        .with(KEYWORDS, keywords)
                        .with(MAILBOXES, List.of(Member.in(mailboxes.get(inBox))))
                        .with(HAS_ATTACHMENT, random.nextInt(8) == 0 ? 1 : 0),
                bytes,
                blobs);
        if (withIndex) {
            byte[] messageId = ("<" + number + ".1234567@example.org>").getBytes(StandardCharsets.US_ASCII);
            tx.index("thread", messageId, Long.toString(number).getBytes(StandardCharsets.US_ASCII));
        }
        tx.touch(THREAD, THREAD.id(number), Transaction.Touch.CREATED);
        tx.touch(MAILBOX, mailboxes.get(inBox), Transaction.Touch.COUNTS);
        return id;
    }

    /** Adds many, in large transactions. */
    void fill(Account account, List<ObjectId> mailboxes, int count) throws IOException {
        int slice = 400;
        for (int done = 0; done < count; done += slice) {
            int some = Math.min(slice, count - done);
            account.write(tx -> {
                for (int i = 0; i < some; i++) {
                    add(tx, mailboxes, List.of(), false);
                }
                return true;
            });
        }
    }
}
