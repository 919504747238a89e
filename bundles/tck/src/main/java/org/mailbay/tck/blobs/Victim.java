package org.mailbay.tck.blobs;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.mailbay.store.BlobRef;
import org.mailbay.tck.kill.KilledChild;
import org.mailbay.tck.records.Crew;
import org.mailbay.tck.records.Seed;

/** The process that {@link BlobsDurableContract} kills: seals and removes for ever and prints what was acknowledged. */
final class Victim {
    static final String SEALED = "sealed ";
    static final String REMOVING = "removing ";
    static final String REMOVED = "removed ";

    private static final int THREADS = 6;
    private static final int KEPT = 50;

    private Victim() {}

    /** Class of the testee, data folder, seed. */
    public static void main(String[] args) throws Exception {
        BlobsTestee testee =
                (BlobsTestee) Class.forName(args[0]).getConstructor().newInstance();
        Shard shard = Shard.open(testee, Path.of(args[1]));
        long seed = Long.parseLong(args[2]);
        Seed.print(KilledChild.READY);
        Crew.run(THREADS, thread -> {
            Random random = new Random(seed + thread);
            ArrayDeque<BlobRef> mine = new ArrayDeque<>();
            while (true) {
                long contentSeed = random.nextLong();
                int size = random.nextInt(20) == 0 ? 200_000 + random.nextInt(200_000) : random.nextInt(20_000);
                BlobRef ref = shard.put(Shard.content(contentSeed, size));
                Seed.print(SEALED + ref + ' ' + contentSeed);
                mine.add(ref);
                if (mine.size() > KEPT) {
                    BlobRef old = mine.remove();
                    Seed.print(REMOVING + old);
                    shard.store().remove(List.of(old));
                    Seed.print(REMOVED + old);
                }
            }
        });
    }
}
