package store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Row;
import org.mailbay.store.Snapshot;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.image.TableEdit;

/** One account of a given size: what it costs to have it, to ask it and to open it. */
final class Growth {
    private static final int OPENINGS = 7;
    private static final int CHANGES = 500;

    private final Path data;
    private final Figures figures;
    private final int size;
    private final String column;

    Growth(Path data, Figures figures, int size) {
        this.data = data;
        this.figures = figures;
        this.size = size;
        column = String.format(java.util.Locale.ROOT, "%,d messages", size);
    }

    private void add(String row, double value) {
        figures.add(row, column, value);
    }

    void run() throws Exception {
        AccountId id;
        ObjectId inbox;
        try (Stores stores = Stores.open(data)) {
            Account account = stores.create();
            List<ObjectId> mailboxes = Mail.mailboxes(account);
            inbox = mailboxes.getFirst();
            long start = System.nanoTime();
            new Mail().fill(account, mailboxes, size);
            add("filled with, messages/s", size * 1e9 / (System.nanoTime() - start));
            id = account.id();
            changes(account);
        }
        open(id, false, "open by scan, ms");
        open(id, true, "open by snapshot file, ms");
        try (Stores stores = Stores.openForgetful(data, true)) {
            memory(stores, id);
            ask(stores.account(id).snapshot(), inbox);
        }
    }

    /** Single changes of keywords, each durable, and what a client asks afterwards. */
    private void changes(Account account) throws Exception {
        Snapshot before = account.snapshot();
        double[] micros = new double[CHANGES];
        for (int i = 0; i < CHANGES; i++) {
            Objects emails = account.snapshot().objects(Mail.EMAIL);
            ObjectId one = emails.id((int) ((long) i * 7_919 % size));
            long start = System.nanoTime();
            account.write(tx -> {
                Row row = tx.row(one);
                tx.update(Mail.EMAIL, one, row.with(Mail.KEYWORDS, List.of("$seen", "$answered")));
                return true;
            });
            micros[i] = (System.nanoTime() - start) / 1e3;
        }
        Arrays.sort(micros);
        add("keyword change, durable, µs", micros[CHANGES / 2]);
        long state = before.objects(Mail.EMAIL).state();
        add(
                "changes since 250 transactions, µs",
                Timing.nanos(() -> size(account.changes(Mail.EMAIL, state + CHANGES / 2, 5_000))) / 1e3);
        add("changes since 500 transactions, µs", Timing.nanos(() -> size(account.changes(Mail.EMAIL, state, 5_000))) / 1e3);
    }

    private static int size(Changes changes) {
        if (changes instanceof Changes.Since since && since.updated().size() > 100) {
            return since.updated().size();
        }
        throw new IllegalStateException("too few changes: " + changes);
    }

    private void open(AccountId id, boolean withSnapshots, String row) throws Exception {
        try (Stores stores = Stores.openForgetful(data, withSnapshots)) {
            Account account = stores.account(id);
            double[] millis = new double[OPENINGS];
            for (int i = 0; i <= OPENINGS; i++) {
                long start = System.nanoTime();
                Timing.sink += account.snapshot().modSeq();
                double taken = (System.nanoTime() - start) / 1e6;
                if (i > 0) {
                    millis[i - 1] = taken;
                } else if (!withSnapshots) {
                    add(row + ", the first time", taken);
                }
                // Another account comes, and this one goes out of memory.
                stores.account(AccountId.SYSTEM).snapshot();
                if (withSnapshots && i == 0) {
                    awaitFile(id);
                }
            }
            Arrays.sort(millis);
            add(row, millis[OPENINGS / 2]);
        }
    }

    private void awaitFile(AccountId id) throws IOException, InterruptedException {
        Path file = data.resolve("snapshots/main/" + id.number() + ".image");
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!Files.exists(file)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("no file was written of " + size + " messages: small accounts have none");
            }
            Thread.sleep(20);
        }
        add("snapshot file, bytes a message", (double) Files.size(file) / size);
    }

    private void memory(Stores stores, AccountId id) throws Exception {
        Account account = stores.account(id);
        long before = Timing.heap();
        long start = System.nanoTime();
        Image image = (Image) account.snapshot();
        add("open by snapshot file, ms, the first time", (System.nanoTime() - start) / 1e6);
        long after = Timing.heap();
        add("memory a message by the heap, bytes", (double) (after - before) / size);
        add("memory a message as the store counts it, bytes", (double) image.footprint() / size);
    }

    private void ask(Snapshot snapshot, ObjectId inbox) throws Exception {
        Objects emails = snapshot.objects(Mail.EMAIL);
        add("newest 50 of the inbox, ns", Timing.nanos(() -> newest(emails, inbox)));
        add("unread of the inbox, µs", Timing.nanos(() -> unread(emails, inbox)) / 1e3);
        add("flags and modseqs of the inbox, walked, ms", Timing.nanos(() -> walk(emails, inbox)) / 1e6);
        Ordinals visible = emails.visible(Mail.MAILBOXES);
        add("threads of all, collapsed, ms", Timing.nanos(() -> threads(emails, visible)) / 1e6);
        var table = ((Image) snapshot).table('m');
        long number = emails.id(size / 2).number();
        Row row = emails.row(emails.ordinal(Mail.EMAIL.id(number)));
        Row changed = row.with(Mail.KEYWORDS, List.of("$seen", "$forwarded"));
        add(
                "keyword change in memory, µs",
                Timing.nanos(() -> {
                            TableEdit edit = new TableEdit(table);
                            edit.change(number, 1L << 40, changed);
                            return edit.done(1L << 40).state();
                        })
                        / 1e3);
    }

    /** As Email/query finds them: in the mailbox, not marked deleted, from the newest. */
    private static long newest(Objects emails, ObjectId inbox) {
        int[] found = new int[51];
        emails.in(Mail.MAILBOXES, inbox.number()).and(emails.visible(Mail.MAILBOXES)).descending(ordinal -> {
            found[++found[0]] = ordinal;
            return found[0] < 50;
        });
        return found[0] + found[50];
    }

    /** As Mailbox/get counts them. */
    private static long unread(Objects emails, ObjectId inbox) {
        Ordinals unread = emails.visible(Mail.MAILBOXES).minus(emails.with(Mail.KEYWORDS, "$seen"));
        return emails.in(Mail.MAILBOXES, inbox.number()).countAnd(unread);
    }

    private static long walk(Objects emails, ObjectId inbox) {
        long[] sum = {0};
        emails.in(Mail.MAILBOXES, inbox.number()).forEach(ordinal -> sum[0] +=
                emails.modSeq(ordinal) + emails.get(Mail.KEYWORDS, ordinal).size());
        return sum[0];
    }

    private static long threads(Objects emails, Ordinals visible) {
        java.util.BitSet seen = new java.util.BitSet();
        visible.forEach(ordinal -> seen.set((int) emails.get(Mail.THREAD_NUMBER, ordinal)));
        return seen.cardinality();
    }
}
