package org.mailbay.directory.local;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Secret;
import org.mailbay.directory.local.attempts.Attempts;
import org.mailbay.sasl.Answer;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;

/** Two tenants, with a clock that is set by hand: alice and bob of acme, eve of evil. */
final class Town implements AutoCloseable {
    static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
    static final String ALICE = "alice@acme.test";
    static final String BOB = "bob@acme.test";
    static final String EVE = "eve@evil.test";
    static final Secret DEMO = Secret.of("demo");
    private static final ObjectType NOTE = new ObjectType("Note", 'N');

    final MemoryStore memory = new MemoryStore();
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T09:00:00Z"));
    final Map<String, Object> config = new HashMap<>(Map.of("passwordMemoryKib", 64));
    StoredDirectory directory;
    final TenantId acme;
    final TenantId evil;

    Town() throws Exception {
        directory = open();
        acme = directory.createTenant("acme").id();
        evil = directory.createTenant("evil").id();
        directory.createDomain(acme, "acme.test");
        directory.createDomain(evil, "evil.test");
        directory.createUser(ALICE, "Alice", DEMO);
        directory.createUser(BOB, "Bob", DEMO);
        directory.createUser(EVE, "Eve", DEMO);
    }

    /** The same directory after a restart. */
    StoredDirectory open() throws IOException {
        directory = new StoredDirectory(
                memory.store(),
                new Attempts(Configurations.of(Attempts.Config.class, Map.of("delayMillis", 0))),
                Configurations.of(StoredDirectory.Config.class, config),
                now::get);
        return directory;
    }

    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    /** What a face says to a password; null when it does not let in. */
    LogIn logIn(String service, String name, String password) throws IOException {
        return directory.door(HERE, service).password(name, password) instanceof Answer.In<LogIn>(LogIn who)
                ? who
                : null;
    }

    LogIn token(String service, Secret token) throws IOException {
        return directory.door(HERE, service).token(token.reveal()) instanceof Answer.In<LogIn>(LogIn who) ? who : null;
    }

    Account account(String address) throws IOException {
        return memory.store()
                .account(directory.principal(address).orElseThrow().account())
                .orElseThrow();
    }

    void write(String address, int bytes) throws IOException {
        Account account = account(address);
        account.write(tx -> tx.create(NOTE, Row.EMPTY, new byte[bytes], List.of()));
    }

    @Override
    public void close() {
        memory.close();
    }
}
