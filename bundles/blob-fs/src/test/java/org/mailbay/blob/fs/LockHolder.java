package org.mailbay.blob.fs;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that has a shard open until it is killed, a minute at most. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] args) throws Exception {
        try (Fixture fixture = new Fixture(Path.of(args[0]));
                FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            fixture.put(new byte[] {1});
            out.write("open\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            Thread.sleep(60_000);
        }
    }
}
