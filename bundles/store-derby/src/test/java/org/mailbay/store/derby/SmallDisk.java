package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.mailbay.tck.records.Seed;

/** Real file systems that are small or break, for tests that run as root; others are skipped, and say so. */
final class SmallDisk implements AutoCloseable {
    private static final int ATTEMPTS = 200;

    private final Deque<List<String>> undo = new ArrayDeque<>();
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** A file system of so many megabytes. */
    static SmallDisk ofMegabytes(Path folder, int size) throws Exception {
        SmallDisk disk = new SmallDisk(Files.createDirectories(folder.resolve("small")));
        disk.tmpfs(disk.folder, size);
        return disk;
    }

    /** An ext4 file system that believes to have more megabytes than its device takes: beyond, writing fails with EIO. */
    static SmallDisk ofBrokenMegabytes(Path folder, int size, int believed) throws Exception {
        Path device = Files.createDirectories(folder.resolve("device"));
        SmallDisk disk = new SmallDisk(Files.createDirectories(folder.resolve("broken")));
        disk.tmpfs(device, size);
        try {
            Path image = device.resolve("image");
            run("truncate", "-s", believed + "M", image.toString());
            run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,nodiscard", "-J", "size=4", image.toString());
            run("mount", "-o", "loop,errors=continue", image.toString(), disk.folder.toString());
        } catch (IOException | InterruptedException unavailable) {
            disk.close();
            skip(unavailable);
        }
        disk.undo.push(List.of("umount", "-l", disk.folder.toString()));
        return disk;
    }

    private void tmpfs(Path where, int size) throws Exception {
        try {
            run("mount", "-t", "tmpfs", "-o", "size=" + size + "m", "tmpfs", where.toString());
        } catch (IOException unavailable) {
            skip(unavailable);
        }
        undo.push(List.of("umount", "-l", where.toString()));
    }

    private static void skip(Exception why) throws IOException {
        Seed.print("SKIPPED: no file system can be mounted here: " + why.getMessage());
        Assumptions.abort("no file system can be mounted: " + why.getMessage());
    }

    Path folder() {
        return folder;
    }

    /** Gives a broken one's device room, and does what an administrator then does; false when a file is still open. */
    boolean repair() throws Exception {
        Path device = folder.resolveSibling("device");
        run("mount", "-o", "remount,size=400m", device.toString());
        if (!unmount()) {
            return false;
        }
        // What is unmounted may still be written by its loop device.
        String image = device.resolve("image").toString();
        for (int i = 0; i < ATTEMPTS && !said("losetup", "-j", image).isEmpty(); i++) {
            Thread.sleep(50);
        }
        // It says by its exit value that it repaired something.
        run("sh", "-c", "e2fsck -fy \"$0\" || test $? -lt 4", image);
        run("mount", "-o", "loop", image, folder.toString());
        return true;
    }

    /** Derby forgets to close a table that it could not write; the garbage collector does it. */
    private boolean unmount() throws Exception {
        for (int i = 0; i < ATTEMPTS; i++) {
            System.gc();
            Thread.sleep(50);
            try {
                run("umount", folder.toString());
                return true;
            } catch (IOException busy) {
                Seed.print(busy.getMessage());
            }
        }
        return false;
    }

    static void run(String... command) throws IOException, InterruptedException {
        said(command);
    }

    private static String said(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
        return said.strip();
    }

    @Override
    public void close() throws IOException {
        for (List<String> command : undo) {
            try {
                run(command.toArray(String[]::new));
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
