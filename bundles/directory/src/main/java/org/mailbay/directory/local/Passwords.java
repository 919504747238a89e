package org.mailbay.directory.local;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.mailbay.directory.Secret;

/**
 * Hashes and checks passwords with Argon2id (RFC 9106), in the text form {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}.
 *
 * <p>Only a few at a time: many log-ins at once wait for each other instead of taking all memory and processors.
 */
final class Passwords {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int MAX_MEMORY_KIB = 1 << 20;

    private final int memoryKib;
    private final int iterations;
    private final SecureRandom random = new SecureRandom();
    private final Semaphore places = new Semaphore(2);

    Passwords(int memoryKib, int iterations) {
        this.memoryKib = memoryKib;
        this.iterations = iterations;
    }

    String hash(Secret password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = argon2id(password, salt, memoryKib, iterations, 1);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + iterations + ",p=1$" + base64.encodeToString(salt) + '$'
                + base64.encodeToString(hash);
    }

    /** A hash that no password has, and that takes as long as others. */
    String nobodys() {
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + iterations
                + ",p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    }

    /**
     * Whether {@code password} is the one that {@code encoded} was made of.
     *
     * @throws IllegalArgumentException when {@code encoded} is none of ours
     */
    boolean matches(Secret password, String encoded) {
        String[] words = encoded.split("[$]");
        if (words.length != 6 || !words[1].equals("argon2id") || !words[2].equals("v=19")) {
            throw new IllegalArgumentException("unknown password hash");
        }
        String[] costs = words[3].split("[=,]");
        int memory = Integer.parseInt(costs[1]);
        if (memory > MAX_MEMORY_KIB) {
            throw new IllegalArgumentException("password hash of " + memory + " KiB");
        }
        byte[] salt = Base64.getDecoder().decode(words[4]);
        byte[] expected = Base64.getDecoder().decode(words[5]);
        byte[] actual = argon2id(password, salt, memory, Integer.parseInt(costs[3]), Integer.parseInt(costs[5]));
        return MessageDigest.isEqual(expected, actual);
    }

    private byte[] argon2id(Secret password, byte[] salt, int memory, int passes, int lanes) {
        places.acquireUninterruptibly();
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(memory)
                    .withIterations(passes)
                    .withParallelism(lanes)
                    .withSalt(salt)
                    .build());
            byte[] hash = new byte[HASH_BYTES];
            generator.generateBytes(password.reveal().getBytes(StandardCharsets.UTF_8), hash);
            return hash;
        } finally {
            places.release();
        }
    }
}
