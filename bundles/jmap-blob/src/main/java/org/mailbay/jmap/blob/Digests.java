package org.mailbay.jmap.blob;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Hashes of what a client asked for, by the names of the IANA registry for HTTP digests, lower case (RFC 9404 §3.1). */
final class Digests {
    static final String PROPERTY = "digest:";

    /** Names with those of Java. */
    static final SequencedMap<String, String> NAMES =
            new TreeMap<>(Map.of("sha", "SHA-1", "sha-256", "SHA-256", "sha-512", "SHA-512"));

    private final Map<String, MessageDigest> digests = new LinkedHashMap<>();

    /** Digests for those of the properties that are one. */
    Digests(Iterable<String> properties) {
        for (String property : properties) {
            String java = property.startsWith(PROPERTY) ? NAMES.get(property.substring(PROPERTY.length())) : null;
            if (java != null) {
                try {
                    digests.put(property, MessageDigest.getInstance(java));
                } catch (NoSuchAlgorithmException e) {
                    throw new IllegalStateException(e); // every Java platform has them
                }
            }
        }
    }

    int size() {
        return digests.size();
    }

    void update(byte[] bytes, int length) {
        digests.values().forEach(digest -> digest.update(bytes, 0, length));
    }

    /** The values in base64 by property. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        digests.forEach(
                (property, digest) -> values.put(property, Base64.getEncoder().encodeToString(digest.digest())));
        return values;
    }
}
