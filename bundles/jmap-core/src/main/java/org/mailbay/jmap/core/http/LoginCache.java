package org.mailbay.jmap.core.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.swap.AwayException;

/**
 * Remembers for a short time who logged in with what, because hashing a password for every request would take longer than the request.
 *
 * <p>The key is a hash, under a secret of this process, of the name <em>and</em> the password, each with its length: no two users can
 * share one, and nothing here tells a password. Only successes are remembered. A change in the directory makes all of it void.
 * Threads: any; who asks while the same log-in is being checked waits for that one's answer.
 */
public final class LoginCache {
    private static final int MAX_ENTRIES = 10_000;

    private final long lifeNanos;

    private final SecretKeySpec key;

    private final Map<ByteBuffer, Entry> entries = new ConcurrentHashMap<>();

    private final Map<ByteBuffer, CompletableFuture<Optional<Principal>>> checking = new ConcurrentHashMap<>();

    private final AtomicLong systemCommits = new AtomicLong();

    private final Semaphore checks = new Semaphore(2 * Runtime.getRuntime().availableProcessors(), true);

    /**
     * An empty cache.
     *
     * @param life how long a log-in is remembered at most
     */
    public LoginCache(Duration life) {
        this.lifeNanos = life.toNanos();
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /** Notes a change in the server's own account, which holds the directory. */
    public void systemChanged() {
        systemCommits.incrementAndGet();
    }

    /**
     * Who logs in.
     *
     * @param name null for a bearer token
     * @throws AwayException when too many log-ins are being checked
     */
    Optional<Principal> login(Directory directory, @Nullable String name, Secret secret) throws IOException {
        ByteBuffer digest = digest(name == null ? "" : name, secret, name == null);
        long version = version(directory);
        Entry entry = entries.get(digest);
        if (entry != null) {
            if (entry.version == version && System.nanoTime() - entry.until < 0) {
                return Optional.of(entry.principal);
            }
            entries.remove(digest, entry);
        }
        CompletableFuture<Optional<Principal>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Principal>> other = checking.putIfAbsent(digest, mine);
        if (other != null) {
            return join(other);
        }
        try {
            Optional<Principal> who = check(directory, name, secret);
            who.ifPresent(principal -> remember(digest, new Entry(principal, version, System.nanoTime() + lifeNanos)));
            mine.complete(who);
            return who;
        } catch (IOException | RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            checking.remove(digest, mine);
        }
    }

    private static Optional<Principal> join(CompletableFuture<Optional<Principal>> other) throws IOException {
        try {
            return other.join();
        } catch (CompletionException e) {
            throw new IOException("log-in could not be checked", e.getCause());
        }
    }

    private Optional<Principal> check(Directory directory, @Nullable String name, Secret secret) throws IOException {
        boolean mine = false;
        try {
            mine = checks.tryAcquire(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!mine) {
            throw new AwayException("log-in");
        }
        try {
            return name == null ? directory.authenticateToken(secret) : directory.authenticate(name, secret);
        } finally {
            checks.release();
        }
    }

    private void remember(ByteBuffer digest, Entry entry) {
        if (lifeNanos == 0) {
            return;
        }
        if (entries.size() >= MAX_ENTRIES) {
            long now = System.nanoTime();
            entries.values().removeIf(old -> now - old.until >= 0);
            if (entries.size() >= MAX_ENTRIES) {
                entries.clear();
            }
        }
        entries.put(digest, entry);
    }

    /** A directory that cannot tell of its changes has changed whenever the account that holds it has. */
    private long version(Directory directory) {
        long revision = directory.revision();
        return revision == 0 ? ~systemCommits.get() : revision;
    }

    private ByteBuffer digest(String name, Secret secret, boolean token) {
        byte[] first = name.getBytes(StandardCharsets.UTF_8);
        byte[] second = secret.reveal().getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((byte) (token ? 1 : 0));
            mac.update(ByteBuffer.allocate(4).putInt(first.length).flip());
            mac.update(first);
            mac.update(second);
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A success.
     *
     * @param version of the directory, from before it was asked
     * @param until by {@link System#nanoTime}
     */
    private record Entry(Principal principal, long version, long until) {}
}
