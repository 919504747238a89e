package org.mailbay.pop3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.Mailroom;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.Message;
import org.mailbay.store.Account;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;

/** A store in memory with alice and bob, whose password is {@code secret}; alice has an inbox. */
final class House implements AutoCloseable {
    private final MemoryStore memory = new MemoryStore();
    private final Map<String, Account> accounts = new HashMap<>();
    final ObjectId inbox;
    /** Counts up when passwords are changed. */
    int password = 1;

    boolean failsToExpunge;
    final AtomicInteger opened = new AtomicInteger();

    House() {
        try {
            for (String name : List.of("alice", "bob")) {
                accounts.put(name + "@example.test", memory.store().create(new TenantId(1)));
            }
            inbox = alice().write(tx -> {
                tx.create(
                        Mail.MAILBOX,
                        Row.EMPTY.with(OfMailbox.NAME, "Sent").with(OfMailbox.ROLE, "sent"),
                        new byte[0],
                        List.of());
                return tx.create(
                        Mail.MAILBOX,
                        Row.EMPTY.with(OfMailbox.NAME, "Inbox").with(OfMailbox.ROLE, "inbox"),
                        new byte[0],
                        List.of());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Account alice() {
        return accounts.get("alice@example.test");
    }

    /** Puts a message into alice's inbox. */
    ObjectId add(byte[] message) {
        try (BlobSink sink = alice().blobs().create(message.length)) {
            sink.write(message, 0, message.length);
            BlobRef blob = sink.seal();
            StoredEmail stored = new StoredEmail(blob, "", Message.parse(message));
            return alice().write(tx -> tx.create(
                    Mail.EMAIL,
                    Row.EMPTY
                            .with(OfEmail.SIZE, message.length)
                            .with(OfEmail.RECEIVED_AT, Instant.EPOCH.toEpochMilli())
                            .with(OfEmail.MAILBOXES, List.of(Member.in(inbox))),
                    stored.toBytes(),
                    List.of(blob)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ObjectId add(String message) {
        return add(message.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What another program does. */
    void destroy(ObjectId email) {
        try {
            alice().write(tx -> {
                tx.destroy(Mail.EMAIL, email);
                return true;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Messages in alice's inbox. */
    int left() {
        return alice().snapshot()
                .objects(Mail.EMAIL)
                .in(OfEmail.MAILBOXES, inbox.number())
                .size();
    }

    Pop3Protocol server(Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(Map.of("authDelaySeconds", 0, "patienceSeconds", 0));
        all.putAll(config);
        Pop3Protocol server = new Pop3Protocol(Configurations.of(Pop3Protocol.Config.class, all));
        server.bindDirectory(directory());
        server.bindMailroom(mailroom());
        return server;
    }

    Pop3Protocol server() {
        return server(Map.of());
    }

    @SuppressWarnings("unchecked")
    Directory directory() {
        return proxy(Directory.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "principal" -> principal((String) arguments[0]);
            case "logIn" ->
                arguments.length == 2
                        ? logIn((String) arguments[0], (Secret) arguments[1])
                        : logIn("alice@example.test", (Secret) arguments[0]);
            case "door" -> InvocationHandler.invokeDefault(proxy, method, arguments);
            case "hasVerifiers" -> false;
            case "isValid" -> ((Credential) arguments[0]).version().equals(Integer.toString(password));
            case "revision" -> (long) password;
            default -> throw new AssertionError(method);
        });
    }

    private Optional<LogIn> logIn(String name, Secret secret) {
        return secret.equals(Secret.of("secret"))
                ? principal(name)
                        .map(user -> new LogIn(user, new Credential(user.address(), Integer.toString(password))))
                : Optional.empty();
    }

    private Optional<Principal> principal(String address) {
        return Optional.ofNullable(accounts.get(address))
                .map(account -> new Principal(new TenantId(1), address, address, account.id(), Set.of()));
    }

    Mailroom mailroom() {
        return new Mailroom() {
            @Override
            public Optional<MailAccount> open(Principal principal, org.mailbay.store.AccountId account) {
                opened.incrementAndGet();
                return accounts.values().stream()
                        .filter(each -> each.id().equals(account))
                        .map(House.this::mail)
                        .findFirst();
            }

            @Override
            public List<Owner> shared(Principal principal) {
                return List.of();
            }
        };
    }

    @SuppressWarnings("unchecked")
    private MailAccount mail(Account account) {
        return proxy(MailAccount.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "account" -> account;
            case "expunge" -> expunge(account, (Collection<ObjectId>) arguments[1]);
            default -> throw new AssertionError(method);
        });
    }

    private Map<ObjectId, Long> expunge(Account account, Collection<ObjectId> emails) throws IOException {
        if (failsToExpunge) {
            throw new IOException("disk full");
        }
        return account.write(tx -> {
            Map<ObjectId, Long> gone = new LinkedHashMap<>();
            for (ObjectId email : new ArrayList<>(emails)) {
                Row row = tx.row(email);
                if (row != null) {
                    gone.put(email, row.get(OfEmail.MAILBOXES).getFirst().uid());
                    tx.destroy(Mail.EMAIL, email);
                }
            }
            return gone;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                House.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    case "toString" -> type.getSimpleName();
                    default -> handler.invoke(proxy, method, arguments);
                }));
    }

    @Override
    public void close() {
        memory.close();
    }
}
