package org.mailbay.blob.fs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A real file system of a few megabytes, in memory; only root can make one. */
final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts it, or has the test skipped and says why. */
    static SmallDisk mount(Path folder, int megabytes) throws IOException, InterruptedException {
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
        assumeTrue(mounted, "SKIPPED: only root on Linux can mount a small file system");
        return new SmallDisk(folder);
    }

    void readOnly(boolean now) throws IOException, InterruptedException {
        assumeTrue(run("mount", "-o", now ? "remount,ro" : "remount,rw", folder.toString()), "SKIPPED: no remount");
    }

    @Override
    public void close() throws IOException {
        try {
            run("umount", folder.toString());
        } catch (InterruptedException e) {
            throw new IOException("interrupted while unmounting", e);
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }
}
