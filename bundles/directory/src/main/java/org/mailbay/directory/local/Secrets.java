package org.mailbay.directory.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Credential;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.sasl.ScramHash;
import org.mailbay.sasl.ScramVerifier;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Store;

/** Passwords of principals: what is kept of them, and who knows them. Threads: any. */
final class Secrets {
    private static final int MOST_CHANGES = 5;

    private final Store store;
    private final Passwords passwords;
    private final KnownPasswords known;
    private final boolean scram;
    private final Replace replace;
    private final String nobodysHash;
    private final SecureRandom random = new SecureRandom();
    private final PasswordVersions versions = new PasswordVersions();
    private final Object[] turns = new Object[64];
    private byte @Nullable [] forNobody;

    /** Keeps other bytes in place of those before, if they still are; gives the record's modseq. */
    @FunctionalInterface
    interface Replace {
        long apply(ObjectId id, long modSeq, byte[] before, byte[] after) throws IOException;
    }

    /**
     * @param remember how long a right password is known without hashing it
     * @param scram whether verifiers are kept beside the hash
     */
    Secrets(Store store, Passwords passwords, Duration remember, boolean scram, Replace replace) {
        this.store = store;
        this.passwords = passwords;
        this.known = new KnownPasswords(remember);
        this.scram = scram;
        this.replace = replace;
        nobodysHash = passwords.nobodys();
        Arrays.setAll(turns, i -> new Object());
    }

    private Account system() throws IOException {
        return store.account(AccountId.SYSTEM)
                .orElseThrow(() -> new IOException("the server's own account is missing"));
    }

    /** What is to be kept of a new password. */
    byte[] of(Secret password) {
        StoredPassword hashed = new StoredPassword(passwords.hash(StoredPassword.prepared(password)), List.of());
        return (scram ? hashed.withVerifiers(password, random) : hashed).toBytes();
    }

    /**
     * Who a password lets in.
     *
     * @param entry null for nobody, who takes as long
     */
    Optional<LogIn> check(Entries.Index.@Nullable Entry<Principal> entry, Secret password) throws IOException {
        if (entry == null) {
            fits(password, nobodysHash); // the time it takes must not tell
            return Optional.empty();
        }
        for (int i = 0; i < MOST_CHANGES; i++) {
            long modSeq = modSeq(entry.id());
            Optional<LogIn> logIn = checkOnce(entry, password);
            if (logIn.isPresent() || modSeq(entry.id()) == modSeq) {
                return logIn;
            }
        }
        throw new IOException("the record of a user changes all the time");
    }

    private Optional<LogIn> checkOnce(Entries.Index.Entry<Principal> entry, Secret password) throws IOException {
        String address = entry.value().address();
        long modSeq = modSeq(entry.id());
        if (known.knows(address, modSeq, password)) {
            return let(entry, modSeq);
        }
        // Whoever comes with the same name meanwhile waits: often it is the same client with many requests.
        synchronized (turns[Math.floorMod(address.hashCode(), turns.length)]) {
            modSeq = modSeq(entry.id());
            if (known.knows(address, modSeq, password)) {
                return let(entry, modSeq);
            }
            StoredPassword stored = stored(entry.id());
            if (!fits(password, stored.hash())) {
                return Optional.empty();
            }
            if (scram && stored.verifiers().isEmpty()) {
                byte[] after = stored.withVerifiers(password, random).toBytes();
                modSeq = replace.apply(entry.id(), modSeq, stored.toBytes(), after);
            }
            known.remember(address, modSeq, password);
            return let(entry, modSeq);
        }
    }

    /** Who is let in by having proved to know the password of {@code verifier}; empty when that is no longer the principal's. */
    Optional<LogIn> check(Entries.Index.Entry<Principal> entry, ScramVerifier verifier) throws IOException {
        long modSeq = modSeq(entry.id());
        return verifier(entry.id(), verifier.hash()).filter(verifier::equals).isPresent()
                ? let(entry, modSeq)
                : Optional.empty();
    }

    private boolean fits(Secret password, String hash) {
        Secret prepared = StoredPassword.prepared(password);
        // As it was typed: for passwords that were set before they were prepared.
        return passwords.matches(prepared, hash) || !prepared.equals(password) && passwords.matches(password, hash);
    }

    /** Empty when the record changed since {@code modSeq}: the version may be of another password. */
    private Optional<LogIn> let(Entries.Index.Entry<Principal> entry, long modSeq) throws IOException {
        Principal principal = entry.value();
        String version = versions.get(entry.id(), modSeq, this::storedHash);
        return modSeq(entry.id()) == modSeq
                ? Optional.of(new LogIn(principal, new Credential(principal.address(), version)))
                : Optional.empty();
    }

    /** The name of the password as it is set now. */
    String version(ObjectId id) throws IOException {
        return versions.get(id, modSeq(id), this::storedHash);
    }

    Optional<ScramVerifier> verifier(ObjectId id, ScramHash hash) throws IOException {
        return stored(id).verifier(hash);
    }

    private long modSeq(ObjectId id) throws IOException {
        Objects principals = system().snapshot().objects(Types.PRINCIPAL);
        int ordinal = principals.ordinal(id);
        return ordinal < 0 ? 0 : principals.modSeq(ordinal);
    }

    private StoredPassword stored(ObjectId id) throws IOException {
        byte[] bytes = system().bytes(id);
        return bytes == null ? new StoredPassword(nobodysHash, List.of()) : StoredPassword.parse(bytes);
    }

    private String storedHash(ObjectId id) throws IOException {
        return stored(id).hash();
    }

    /** A key that is stored, so that what is made of it for names that nobody has stays the same. */
    synchronized byte[] forNobody() throws IOException {
        byte[] key = forNobody;
        if (key == null) {
            byte[] fresh = new byte[32];
            random.nextBytes(fresh);
            key = system().<byte[], IOException>write(tx -> {
                byte[] name = "nobody".getBytes(StandardCharsets.US_ASCII);
                byte[] there = tx.index(Types.SECRET, name);
                if (there == null) {
                    tx.index(Types.SECRET, name, fresh);
                }
                return there == null ? fresh : there;
            });
            forNobody = key;
        }
        return key;
    }
}
