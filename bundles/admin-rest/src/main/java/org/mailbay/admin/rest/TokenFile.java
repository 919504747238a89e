package org.mailbay.admin.rest;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.mailbay.directory.Secret;

/** The token that whoever can read the data folder administers with: {@code DIR/admin.token}, made when it is missing, mode 0600. */
final class TokenFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private TokenFile() {}

    /**
     * Reads or makes the token.
     *
     * @throws IOException when the file is readable by others: then it is no secret
     */
    static Secret open(Path data) throws IOException {
        Path file = data.resolve("admin.token");
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.writeString(file, token + "\n", StandardOpenOption.WRITE);
            return Secret.of(token);
        } catch (FileAlreadyExistsException e) {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new IOException(file + " can be read by others: remove it, and a new one is made");
            }
            String known = Files.readString(file).strip();
            if (known.length() < 20) {
                throw new IOException(file + " holds no token: remove it, and a new one is made");
            }
            return Secret.of(known);
        }
    }
}
