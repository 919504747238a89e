package org.mailbay.directory.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.store.ObjectId;

/**
 * Names passwords as they were set: by a hash of their salted hash, so the same word set again has another name, and one that a restart
 * or a changed name of the user leaves as it is. Threads: any.
 */
final class PasswordVersions {
    private static final int BYTES = 12;

    /** Principals that were here lately; each is found again in the store. */
    private static final int MOST = 100_000;

    private final Map<ObjectId, Version> versions = new ConcurrentHashMap<>();

    /** The name of the password that the record had at {@code modSeq}. */
    private record Version(long modSeq, String name) {}

    /** Reads what is stored of a password. */
    interface Stored {
        String hash(ObjectId id) throws IOException;
    }

    String get(ObjectId id, long modSeq, Stored stored) throws IOException {
        Version version = versions.get(id);
        if (version == null || version.modSeq != modSeq) {
            version = new Version(modSeq, name(stored.hash(id)));
            if (versions.size() >= MOST) {
                versions.clear();
            }
            versions.put(id, version);
        }
        return version.name;
    }

    private static String name(String hash) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(hash.getBytes(StandardCharsets.US_ASCII));
            return "p-" + HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
