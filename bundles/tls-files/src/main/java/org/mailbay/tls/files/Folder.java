package org.mailbay.tls.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where pairs are read from: the files that the operator lists, or every {@code NAME.crt} with its {@code NAME.key} in a folder. */
final class Folder {
    static final String SELF_SIGNED = "self-signed";

    private static final String CHAIN = ".crt";
    private static final String KEY = ".key";
    private static final int FILE_MAX = 1 << 20;

    private record Source(String name, Path chain, Path key) {}

    /**
     * What the files hold.
     *
     * @param troubles file name → what is wrong
     */
    record Contents(List<Pair> pairs, Map<String, String> troubles) {}

    private final Path directory;
    private final List<String> listed;

    /** @param listed {@code chain:key}, relative to {@code directory}; empty for all that is there */
    Folder(Path directory, List<String> listed) {
        this.directory = directory;
        this.listed = List.copyOf(listed);
    }

    Path directory() {
        return directory;
    }

    /**
     * The operator's pairs in order, the self-signed one last.
     *
     * @param before what a pair was is kept while its files are broken, such as half written
     */
    Contents read(Pairs before) {
        List<Pair> pairs = new ArrayList<>();
        Map<String, String> troubles = new TreeMap<>();
        try {
            for (Source files : files()) {
                try {
                    pairs.add(Pair.of(files.name(), text(files.chain()), text(files.key())));
                } catch (Pair.Unusable | IOException e) {
                    before.byName(files.name()).ifPresent(pairs::add);
                    troubles.put(files.name(), e instanceof IOException ? "cannot be read: " + e : e.getMessage());
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            troubles.put(directory.toString(), String.valueOf(e.getMessage()));
        }
        return new Contents(pairs, troubles);
    }

    /** Changes whenever a file does. */
    Set<String> fingerprint() {
        Set<String> prints = new HashSet<>();
        try {
            for (Source files : files()) {
                for (Path file : List.of(files.chain(), files.key())) {
                    prints.add(file
                            + (Files.exists(file)
                                    ? " " + Files.getLastModifiedTime(file).toMillis() + " " + Files.size(file)
                                    : ""));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            prints.add(String.valueOf(e.getMessage()));
        }
        return prints;
    }

    /** Keeps a self-signed pair: the key first, readable by its owner only, so that a certificate is never without. */
    void write(SelfSigned made) throws IOException {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(directory, posix ? mode("rwx------") : new FileAttribute<?>[0]);
        try {
            write(
                    SELF_SIGNED + KEY,
                    new Pem("PRIVATE KEY", made.key().getEncoded()),
                    posix ? mode("rw-------") : new FileAttribute<?>[0]);
            write(
                    SELF_SIGNED + CHAIN,
                    new Pem("CERTIFICATE", made.certificate().getEncoded()),
                    posix ? mode("rw-r--r--") : new FileAttribute<?>[0]);
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IOException(e);
        }
    }

    private void write(String name, Pem content, FileAttribute<?>... mode) throws IOException {
        Path draft = directory.resolve("." + name);
        Files.deleteIfExists(draft);
        try (FileChannel channel =
                FileChannel.open(draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.toBytes());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    private List<Source> files() throws IOException {
        List<Source> files = new ArrayList<>();
        for (String pair : listed) {
            int colon = pair.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("pair " + pair + " is not chain:key");
            }
            String chain = pair.substring(0, colon).strip();
            files.add(new Source(
                    chain,
                    directory.resolve(chain),
                    directory.resolve(pair.substring(colon + 1).strip())));
        }
        if (listed.isEmpty() && Files.isDirectory(directory)) {
            try (Stream<Path> found = Files.list(directory)) {
                found.map(path -> path.getFileName().toString())
                        .filter(name ->
                                name.endsWith(CHAIN) && !name.startsWith(".") && !name.equals(SELF_SIGNED + CHAIN))
                        .sorted()
                        .map(name -> name.substring(0, name.length() - CHAIN.length()))
                        .forEach(name -> files.add(both(name)));
            }
        }
        if (Files.exists(directory.resolve(SELF_SIGNED + CHAIN))) {
            files.add(both(SELF_SIGNED));
        }
        return files;
    }

    private Source both(String name) {
        return new Source(name, directory.resolve(name + CHAIN), directory.resolve(name + KEY));
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > FILE_MAX) {
            throw new IOException(file + " has more than " + FILE_MAX + " bytes");
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
