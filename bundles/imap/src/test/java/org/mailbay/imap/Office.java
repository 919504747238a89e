package org.mailbay.imap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.mailbox.MailboxType;
import org.mailbay.jmap.mail.room.StoreMailroom;
import org.mailbay.jmap.spi.SharedAccounts;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;

/** A server in memory with alice, bob and carol of one tenant, and mallory of another; the password of each is {@code secret}. */
final class Office implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T05:00:00Z");

    final MemoryStore memory;
    final StoreMailroom room;
    final Map<String, Principal> users = new TreeMap<>();
    ImapProtocol protocol;
    private final Map<String, Object> config = new HashMap<>(Map.of("authDelaySeconds", 0, "patienceSeconds", 0));

    Office() {
        this(0, Map.of());
    }

    /** @param config of {@code [imap]} */
    Office(int quotaMegabytes, Map<String, Object> config) {
        memory = new MemoryStore(quotaMegabytes);
        this.config.putAll(config);
        try {
            for (String name : List.of("alice", "bob", "carol", "mallory")) {
                TenantId tenant = new TenantId(name.equals("mallory") ? 2 : 1);
                String address = name + "@example.test";
                users.put(
                        address,
                        new Principal(
                                tenant,
                                address,
                                "",
                                memory.store().create(tenant).id(),
                                Set.of()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        MailIndex index = new MailIndex();
        MailboxType mailboxes = new MailboxType(index);
        mailboxes.bindDirectory(directory());
        room = new StoreMailroom(memory.store(), index, new EmailLimits(100, 100), mailboxes);
        room.bindSharing(new Everybody());
        protocol = start();
        memory.listen((account, modSeq, types) -> protocol.committed(account, modSeq, types));
    }

    private ImapProtocol start() {
        ImapProtocol started =
                new ImapProtocol(Configurations.of(ImapProtocol.Config.class, config), InstantSource.fixed(NOW));
        started.bindDirectory(directory());
        started.bindMailroom(room);
        started.bindAnnex(memory.annex());
        return started;
    }

    /** Another revision takes the place of the one that runs. */
    void replace() {
        protocol.stop();
        protocol = start();
    }

    Principal user(String name) {
        return users.get(name + "@example.test");
    }

    /** A client that has logged in. */
    Wire client(String name) {
        Wire wire = new Wire(this);
        wire.say("l LOGIN " + user(name).address() + " secret");
        return wire;
    }

    private Directory directory() {
        return Directory.class.cast(Proxy.newProxyInstance(
                Office.class.getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "principal" -> Optional.ofNullable(users.get((String) arguments[0]));
                    case "principals" -> List.copyOf(users.values());
                    case "logIn" ->
                        arguments[arguments.length - 1].equals(Secret.of("secret"))
                                ? Optional.ofNullable(users.get((String) arguments[0]))
                                        .map(user -> new LogIn(user, new Credential(user.address(), "1")))
                                : Optional.empty();
                    case "isValid" -> true;
                    case "revision" -> 1L;
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> InvocationHandler.invokeDefault(proxy, method, arguments);
                }));
    }

    /** Lets everybody look whether something is shared. */
    private final class Everybody implements SharedAccounts {
        @Override
        public List<Shared> of(Principal principal) {
            return users.values().stream()
                    .filter(other -> !other.equals(principal))
                    .map(other -> new Shared(other.account(), other.address(), false, 1))
                    .toList();
        }

        @Override
        public Optional<Shared> find(Principal principal, AccountId account) {
            return of(principal).stream()
                    .filter(shared -> shared.account().equals(account))
                    .findAny();
        }
    }

    @Override
    public void close() {
        protocol.stop();
        memory.close();
    }
}
