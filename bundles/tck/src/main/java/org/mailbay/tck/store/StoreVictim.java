package org.mailbay.tck.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.mailbay.store.Account;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Store;
import org.mailbay.store.TenantId;
import org.mailbay.store.Transaction;
import org.mailbay.tck.kill.KilledChild;
import org.mailbay.tck.records.Seed;

/** The process that {@link StoreKillContract} kills: takes things in for ever, as mail is, and prints what was acknowledged. */
final class StoreVictim {
    static final String ACKNOWLEDGED = "ack ";
    static final int THREADS = 6;
    static final int ACCOUNTS = 2;

    /** Older things are destroyed by the transaction that adds a new one. */
    static final int KEPT = 40;

    /** Index of the numbers of things by thread and number, and of each thread's last number. */
    static final String INDEX = "victim";

    private StoreVictim() {}

    /** Class of the testee, data folder. */
    public static void main(String[] args) throws Exception {
        DurableStoreTestee testee =
                (DurableStoreTestee) Class.forName(args[0]).getConstructor().newInstance();
        Store store = testee.start(Path.of(args[1]));
        while (store.accounts().size() <= ACCOUNTS) {
            store.create(new TenantId(1));
        }
        Seed.print(KilledChild.READY);
        for (int i = 0; i < THREADS; i++) {
            long thread = i;
            Thread.ofPlatform().name("victim-" + thread).start(() -> {
                try {
                    goOn(store, thread);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** The account that a thread writes to. */
    static Account account(Store store, long thread) throws IOException {
        return store.account(store.accounts().get(1 + (int) (thread % ACCOUNTS)))
                .orElseThrow();
    }

    private static void goOn(Store store, long thread) throws IOException {
        Account account = account(store, thread);
        long done = account.write(tx -> last(tx, thread));
        for (long number = done + 1; ; number++) {
            long now = number;
            byte[] content = content(thread, now);
            BlobRef ref;
            try (BlobSink sink = account.blobs().create(content.length)) {
                sink.write(content, 0, content.length);
                ref = sink.seal();
            }
            account.write(tx -> {
                add(tx, thread, now, ref);
                return null;
            });
            Seed.print(ACKNOWLEDGED + thread + " " + now);
        }
    }

    private static void add(Transaction tx, long thread, long number, BlobRef ref) throws IOException {
        ObjectId id = tx.create(Things.EMAIL, row(thread, number), key(thread, number), List.of(ref));
        tx.index(INDEX, key(thread, number), number(id.number()));
        tx.index(INDEX, key(thread, 0), number(number));
        if (number > KEPT) {
            byte[] oldest = tx.index(INDEX, key(thread, number - KEPT));
            tx.destroy(Things.EMAIL, Things.EMAIL.id(ByteBuffer.wrap(oldest).getLong()));
            tx.index(INDEX, key(thread, number - KEPT), null);
        }
    }

    static long last(Transaction tx, long thread) throws IOException {
        byte[] last = tx.index(INDEX, key(thread, 0));
        return last == null ? 0 : ByteBuffer.wrap(last).getLong();
    }

    static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static byte[] key(long thread, long number) {
        return (thread + "/" + number).getBytes(StandardCharsets.US_ASCII);
    }

    static Row row(long thread, long number) {
        return Row.EMPTY
                .with(Things.RECEIVED, number)
                .with(Things.SUBJECT, "of " + thread)
                .with(Things.KEYWORDS, number % 2 == 0 ? Set.of("$seen") : Set.of());
    }

    /** Some bytes that follow from where they are; now and then those of another thread. */
    static byte[] content(long thread, long number) {
        Random random = new Random(number % 5 == 0 ? number : number * 31 + thread);
        byte[] content = new byte[random.nextInt(50) == 0 ? 300_000 : random.nextInt(20_000)];
        random.nextBytes(content);
        return content;
    }
}
