package org.mailbay.blob.fs;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mailbay.store.BlobRef;

/** A process that uses up its descriptors, tries, gives them back and tries again; says what came of it. */
final class Hungry {
    private Hungry() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try (Fixture fixture = new Fixture(Path.of(args[0]))) {
            BlobRef small = fixture.put(Fixture.noise(1, 5_000));
            BlobRef large = fixture.put(Fixture.noise(2, 500_000));
            // So that every class is loaded: in a container the jar that they come from is open already.
            word(() -> Files.readAllBytes(Path.of(args[0], "none")));
            fixture.store().figures().readFailed(new IOException("none"));
            out.println("before " + tries(fixture, small, large, 10));
            List<FileInputStream> eaten = new ArrayList<>();
            try {
                while (true) {
                    eaten.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException full) {
                out.println("hungry " + tries(fixture, small, large, 20));
            } finally {
                for (FileInputStream each : eaten) {
                    each.close();
                }
            }
            out.println("after " + tries(fixture, small, large, 30));
            out.println("blobs " + fixture.list().stream().allMatch(ref -> isGood(fixture, ref)));
        }
    }

    private static boolean isGood(Fixture fixture, BlobRef ref) {
        try {
            return fixture.store().scrub(ref).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** A word for each of: read small, read large, store small, store large. */
    private static String tries(Fixture fixture, BlobRef small, BlobRef large, int seed) {
        return word(() -> fixture.get(small))
                + word(() -> fixture.get(large))
                + word(() -> fixture.put(Fixture.noise(seed, 6_000)))
                + word(() -> fixture.put(Fixture.noise(seed + 1, 600_000)));
    }

    /** Something that may fail. */
    @FunctionalInterface
    private interface Try {
        void run() throws IOException;
    }

    private static String word(Try work) {
        try {
            work.run();
            return "ok ";
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("Too many open files") ? "said " : e + " ";
        }
    }
}
