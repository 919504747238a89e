package org.mailbay.tck.blobs;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.mailbay.store.BlobRef;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.tck.kill.KilledChild;
import org.mailbay.tck.records.Crew;
import org.mailbay.tck.records.Seed;

/** The process that {@link BlobsDurableContract} kills: seals, rewrites, removes and compacts for ever and prints what was acknowledged. */
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
        boolean seals = testee.seals();
        Seed.print(KilledChild.READY);
        Crew.run(THREADS, thread -> {
            Random random = new Random(seed + thread);
            ArrayDeque<BlobRef> mine = new ArrayDeque<>();
            while (true) {
                long contentSeed = random.nextLong();
                int size = random.nextInt(20) == 0 ? 200_000 + random.nextInt(200_000) : random.nextInt(20_000);
                BlobRef ref = shard.put(key(random, seals), Shard.content(contentSeed, size), size, 1 + size);
                Seed.print(SEALED + ref + ' ' + contentSeed);
                mine.add(ref);
                if (random.nextInt(3) == 0) {
                    List<BlobRef> any = List.copyOf(mine);
                    shard.store().rewrite(key(random, seals), any.get(random.nextInt(any.size())));
                }
                if (random.nextInt(100) == 0) {
                    shard.store().admin().compact(Long.MAX_VALUE);
                }
                if (mine.size() > KEPT) {
                    BlobRef old = mine.remove();
                    Seed.print(REMOVING + old);
                    shard.store().remove(List.of(old));
                    Seed.print(REMOVED + old);
                }
            }
        });
    }

    private static BlobKey key(Random random, boolean seals) {
        int id = random.nextInt(3);
        return seals && id > 0 ? Keys.sealing(id) : Shard.KEY;
    }
}
