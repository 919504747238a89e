package org.mailbay.example.admin.resource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** The notice on disk: the author on the first line, then the text. Replaced as a whole; on disk when {@link #write} returns. */
final class NoticeFile {
    private final Path file;

    private NoticeFile(Path file) {
        this.file = file;
    }

    /** Of a server with this data folder: what a plugin keeps there is in a folder of its own name. */
    static NoticeFile in(String dataFolder) {
        return new NoticeFile(Path.of(dataFolder).resolve("example-notice/notice.txt"));
    }

    synchronized Map<String, Object> read() throws IOException {
        if (!Files.exists(file)) {
            return Map.of("text", "", "author", "");
        }
        String[] parts = Files.readString(file).split("\n", 2);
        return Map.of("author", parts[0], "text", parts[1]);
    }

    synchronized void write(Map<String, Object> notice) throws IOException {
        Files.createDirectories(file.getParent());
        Path young = file.resolveSibling("." + file.getFileName());
        ByteBuffer bytes =
                ByteBuffer.wrap((notice.get("author") + "\n" + notice.get("text")).getBytes(StandardCharsets.UTF_8));
        try (FileChannel out = FileChannel.open(
                young, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(young, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
