package org.mailbay.tck.records;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Chance that can be replayed. */
public final class Seed {
    private Seed() {}

    /** A random sequence whose seed is printed, or given by {@code -Dmailbay.seed}. */
    public static Random random(String test) throws IOException {
        long seed = Long.getLong("mailbay.seed", RandomGenerator.getDefault().nextLong());
        print(test + " -Dmailbay.seed=" + seed);
        return new Random(seed);
    }

    /** Writes a line at once, so that it is read even if this process is killed. */
    public static void print(String line) throws IOException {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
