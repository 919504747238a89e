package store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.mailbay.store.Account;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;

/** Durable writes: small commits, and messages of 10 KB in packed segments against a file each. */
final class Writes {
    private static final int SIZE = 10_240;
    private static final int ACCOUNTS = 32;

    private final Duration time;
    private final Figures figures;
    private final List<Account> accounts = new ArrayList<>();
    private final List<List<ObjectId>> mailboxes = new ArrayList<>();
    private final List<Mail> mail = new ArrayList<>();
    private final FilePerBlob files;
    private final byte[][] pool = new byte[64][SIZE - 8];

    Writes(Stores stores, Path data, Duration time, Figures figures) throws IOException {
        this.time = time;
        this.figures = figures;
        files = new FilePerBlob(data.resolve("files"));
        Random random = new Random(5);
        for (byte[] text : pool) {
            for (int i = 0; i < text.length; i++) {
                text[i] = (byte) (i % 76 == 75 ? '\n' : 'a' + random.nextInt(26));
            }
        }
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.add(stores.create());
            mailboxes.add(Mail.mailboxes(accounts.get(i)));
            mail.add(new Mail());
        }
    }

    /** A flag is changed, of one message of an account of the thread's own. */
    void commits(int threads) throws Exception {
        List<ObjectId> ids = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int account = i;
            ids.add(accounts.get(i).write(tx -> mail.get(account).add(tx, mailboxes.get(account), List.of(), false)));
        }
        Crowd.Rate rate = Crowd.of(threads, time, (thread, number) -> accounts.get(thread).write(tx -> {
            ObjectId id = ids.get(thread);
            var row = tx.row(id);
            tx.update(Mail.EMAIL, id, row.with(Mail.KEYWORDS, List.of("k" + number % 2)));
            return true;
        }));
        figures.add("durable small commits/s", threads + " threads", rate.perSecond());
        figures.add("CPU of a small commit, µs", threads + " threads", rate.cpuMicros());
    }

    /** A message's blob is sealed, then its record is committed; to all accounts in turn. */
    void ingest(int producers) throws Exception {
        Crowd.Rate packed = Crowd.of(producers, time, (thread, number) -> {
            Account account = accounts.get((thread + number) % ACCOUNTS);
            BlobRef ref;
            try (BlobSink sink = account.blobs().create(SIZE)) {
                byte[] text = pool[number % pool.length];
                sink.write(FilePerBlob.unique(thread, number), 0, 8);
                sink.write(text, 0, text.length);
                ref = sink.seal();
            }
            record(account, ref);
        });
        figures.add("10 KB messages/s, store", producers + " producers", packed.perSecond());
        figures.add("CPU of a message, store, µs", producers + " producers", packed.cpuMicros());
        Crowd.Rate each = Crowd.of(producers, time, (thread, number) -> {
            Account account = accounts.get((thread + number) % ACCOUNTS);
            files.write(FilePerBlob.unique(thread, number), pool[number % pool.length]);
            record(account, null);
        });
        figures.add("10 KB messages/s, a file per blob", producers + " producers", each.perSecond());
        figures.add("CPU of a message, a file per blob, µs", producers + " producers", each.cpuMicros());
        figures.add("store : file per blob", producers + " producers", packed.perSecond() / each.perSecond());
    }

    private void record(Account account, BlobRef ref) throws IOException {
        int at = accounts.indexOf(account);
        account.write(tx -> mail.get(at).add(tx, mailboxes.get(at), ref == null ? List.of() : List.of(ref), true));
    }
}
