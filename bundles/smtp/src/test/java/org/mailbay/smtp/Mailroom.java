package org.mailbay.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Placement;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Recipient;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;

/** A domain {@code example.test} with alice and bob, and what they got. */
final class Mailroom {
    final List<Delivered> delivered = new ArrayList<>();
    /** What delivery answers for each recipient's address; delivered when it has none. */
    final Map<String, Outcome> outcomes = new HashMap<>();
    /** Incoming messages that were begun and not closed. */
    int open;

    boolean failsToWrite;

    record Delivered(Envelope envelope, List<String> recipients, byte[] message) {
        String text() {
            return new String(message, StandardCharsets.ISO_8859_1);
        }
    }

    SmtpProtocol server(Map<String, Object> config) {
        SmtpProtocol server = new SmtpProtocol(
                Configurations.of(SmtpProtocol.Config.class, config),
                InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z")));
        server.bindDirectory(directory());
        server.bindDelivery(delivery());
        return server;
    }

    SmtpProtocol server() {
        return server(Map.of());
    }

    Directory directory() {
        return (Directory) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "recipient" -> recipient((String) arguments[0]);
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> throw new AssertionError(method);
                });
    }

    private static Recipient recipient(String address) {
        return switch (address) {
            case "alice@example.test", "bob@example.test", "ünï@example.test" ->
                new Recipient.Local(new Principal(
                        new TenantId(1), address, address, new AccountId(address.hashCode() & 0xffff), Set.of()));
            case "not an address" -> new Recipient.Malformed();
            default -> address.endsWith("@example.test") ? new Recipient.Unknown() : new Recipient.Elsewhere();
        };
    }

    Delivery delivery() {
        return (recipients, sizeHint) -> {
            open++;
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            return new Incoming() {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    if (failsToWrite) {
                        throw new IOException("disk full");
                    }
                    message.write(bytes, offset, length);
                }

                @Override
                public long size() {
                    return message.size();
                }

                @Override
                public List<Outcome> deliver(Envelope envelope, Placement placement) {
                    delivered.add(new Delivered(
                            envelope,
                            recipients.stream().map(Principal::address).toList(),
                            message.toByteArray()));
                    return recipients.stream()
                            .map(recipient -> outcomes.getOrDefault(recipient.address(), new Outcome.Delivered()))
                            .toList();
                }

                @Override
                public void close() {
                    open--;
                }
            };
        };
    }
}
