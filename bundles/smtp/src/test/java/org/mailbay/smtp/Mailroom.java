package org.mailbay.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.mailbay.antispam.Antispam;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Leaving;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Placement;
import org.mailbay.delivery.Relay;
import org.mailbay.delivery.Router;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Shipment;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Domain;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Recipient;
import org.mailbay.directory.Secret;
import org.mailbay.sasl.Door;
import org.mailbay.smtp.session.Config;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;
import org.mailbay.trace.Trace;
import org.mailbay.trace.TraceEvent;
import org.mailbay.trace.Traces;

/** A domain {@code example.test} with alice and bob, whose password is {@code secret}, and what they got. */
final class Mailroom {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    final List<Delivered> delivered = new ArrayList<>();
    final List<Shipped> shipped = new ArrayList<>();
    final List<TraceEvent> traced = new ArrayList<>();
    /** What delivery answers for each recipient's address; delivered when it has none. */
    final Map<String, Outcome> outcomes = new HashMap<>();
    /** What the router says of an address; where it says nothing, the directory does. */
    final Map<String, Routing> routes = new HashMap<>();
    /** Messages that were begun, in or out, and not closed. */
    int open;

    boolean failsToWrite;
    boolean failsToSend;

    /** Whether users have SCRAM verifiers. */
    boolean hasVerifiers;

    /** What stands before the directory's own door. */
    BiFunction<InetAddress, Door<LogIn>, Door<LogIn>> doors = (_, door) -> door;

    /** Counts up when passwords are changed. */
    int password = 1;

    record Delivered(Envelope envelope, List<String> recipients, Placement placement, byte[] message) {
        String text() {
            return new String(message, StandardCharsets.ISO_8859_1);
        }
    }

    record Shipped(Shipment shipment, byte[] message) {
        String text() {
            return new String(message, StandardCharsets.ISO_8859_1);
        }

        List<String> to() {
            return shipment.destinations().stream()
                    .map(Shipment.Destination::address)
                    .toList();
        }
    }

    SmtpProtocol server(Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(Map.of("authDelaySeconds", 0));
        all.putAll(config);
        SmtpProtocol server = new SmtpProtocol(
                Configurations.of(Config.class, all), InstantSource.fixed(NOW), Path.of("target", "spool"));
        server.bindDirectory(directory());
        server.bindDelivery(delivery());
        return server;
    }

    SmtpProtocol server() {
        return server(Map.of());
    }

    @SuppressWarnings("unchecked")
    Directory directory() {
        return (Directory) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "recipient" -> recipient((String) arguments[0]);
                    case "principal" -> principal((String) arguments[0]);
                    case "domains" -> List.of(new Domain("example.test", new TenantId(1)));
                    case "logIn" ->
                        arguments.length == 2
                                ? logIn((String) arguments[0], (Secret) arguments[1])
                                : logIn("alice@example.test", (Secret) arguments[0]);
                    case "door" ->
                        doors.apply((InetAddress) arguments[0], (Door<LogIn>)
                                InvocationHandler.invokeDefault(proxy, method, arguments));
                    case "hasVerifiers" -> hasVerifiers;
                    case "isValid" -> ((Credential) arguments[0]).version().equals(Integer.toString(password));
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> throw new AssertionError(method);
                });
    }

    private Optional<LogIn> logIn(String name, Secret secret) {
        return secret.equals(Secret.of("secret"))
                ? principal(name)
                        .map(user -> new LogIn(user, new Credential(user.address(), Integer.toString(password))))
                : Optional.empty();
    }

    private static Optional<Principal> principal(String address) {
        return recipient(address) instanceof Recipient.Local(var principal) ? Optional.of(principal) : Optional.empty();
    }

    static Recipient recipient(String address) {
        return switch (address) {
            case "alice@example.test", "bob@example.test", "ünï@example.test" ->
                new Recipient.Local(new Principal(
                        new TenantId(1), address, address, new AccountId(address.hashCode() & 0xffff), Set.of()));
            case "not an address" -> new Recipient.Malformed();
            default -> address.endsWith("@example.test") ? new Recipient.Unknown() : new Recipient.Elsewhere();
        };
    }

    static Principal user(String name) {
        return principal(name + "@example.test").orElseThrow();
    }

    Router router() {
        return new Router() {
            @Override
            public Routing route(String sender, String recipient) {
                Routing routing = routes.get(recipient);
                return routing != null ? routing : new Routing.Refused("5.1.1", "No route", List.of());
            }

            @Override
            public boolean maySendAs(AccountId account, String address) {
                return address.equals("sales@example.test") || address.equals("alice@example.test");
            }
        };
    }

    /** One that says the same of every message. */
    static Antispam antispam(Phase phase, Verdict verdict) {
        Verdict fine = new Verdict(Verdict.Action.ACCEPT, 0, "", "", List.of(), List.of());
        return (asked, candidate) -> asked == phase ? verdict : fine;
    }

    Traces traces() {
        return new Traces() {
            @Override
            public void add(String id, TraceEvent event) {
                traced.add(event);
            }

            @Override
            public Optional<Trace> find(String id) {
                return Optional.empty();
            }

            @Override
            public List<Trace> search(String address, Instant before, int max) {
                return List.of();
            }
        };
    }

    Relay relay() {
        return (shipment, sizeHint) -> {
            open++;
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            return new Leaving() {
                @Override
                public void write(byte[] bytes, int offset, int length) {
                    message.write(bytes, offset, length);
                }

                @Override
                public void send() throws IOException {
                    if (failsToSend) {
                        throw new IOException("disk full");
                    }
                    shipped.add(new Shipped(shipment, message.toByteArray()));
                }

                @Override
                public void close() {
                    open--;
                }
            };
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
                            placement,
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
