package org.mailbay.jmap.submission;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Leaving;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Placement;
import org.mailbay.delivery.Relay;
import org.mailbay.delivery.Shipment;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Recipient;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Settable;
import org.mailbay.jmap.submission.email.EmailSubmissionType;
import org.mailbay.jmap.submission.identity.IdentityType;
import org.mailbay.jmap.submission.post.Postman;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
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
import org.mailbay.testkit.JmapCall;
import org.mailbay.testkit.MemoryStore;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A user with an account, a directory, and mailboxes that take what they are told to take; a clock that is set by hand. */
public final class Office implements AutoCloseable {
    public static final String OWNER = "owner@example.test";
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A message that was delivered or relayed. */
    public record Sent(String to, String sender, String text) {}

    /** What local mailboxes answer, by address. */
    public Function<String, Outcome> answers = address -> new Outcome.Delivered();

    public final AtomicLong millis = new AtomicLong(1_800_000_000_000L);
    public final List<Sent> delivered = new ArrayList<>();
    public final List<Shipment> shipped = new ArrayList<>();
    public final Account account;
    public final Postman postman;
    public final MemoryStore memory;
    public final EmailSubmissionType submissions;
    public final IdentityType identities;
    private final Map<String, Principal> principals = new LinkedHashMap<>();

    public Office() throws IOException {
        this(0);
    }

    /** @param quotaMegabytes of each account; 0 is no limit */
    public Office(int quotaMegabytes) throws IOException {
        memory = new MemoryStore(quotaMegabytes);
        account = memory.store().create(new TenantId(1));
        principals.put(OWNER, principal(OWNER, account));
        for (String name : List.of("a@example.test", "b@example.test")) {
            principals.put(name, principal(name, memory.store().create(new TenantId(1))));
        }
        postman = new Postman(
                Configurations.of(
                        Postman.Config.class,
                        Map.of(
                                "hostname",
                                "mx.example.test",
                                "maxRecipients",
                                3,
                                "maxRecipientsInHour",
                                10,
                                "patienceSeconds",
                                0)),
                () -> Instant.ofEpochMilli(millis.get()));
        postman.bindDirectory((Directory) Proxy.newProxyInstance(
                Directory.class.getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> recipient(arguments[0])));
        postman.bindDelivery(new Mailboxes());
        submissions = new EmailSubmissionType(postman);
        identities = new IdentityType(postman);
    }

    private static Principal principal(String address, Account account) {
        return new Principal(account.tenant(), address, "", account.id(), Set.of());
    }

    private Recipient recipient(Object address) {
        Principal principal = principals.get(address);
        if (principal != null) {
            return new Recipient.Local(principal);
        }
        return String.valueOf(address).endsWith("@example.test") ? new Recipient.Unknown() : new Recipient.Elsewhere();
    }

    /** Leaves no room in the account. */
    public void fill() throws IOException {
        long left = account.quotaLimit() - account.snapshot().quotaUsed();
        account.write(tx -> tx.create(Types.IDENTITY, Row.EMPTY, new byte[(int) left], List.of()));
    }

    public Instant now() {
        return Instant.ofEpochMilli(millis.get());
    }

    public void pass(Duration time) {
        millis.addAndGet(time.toMillis());
    }

    /** The identity that is always there. */
    public ObjectId identity() throws IOException {
        View view = identities.prepare(JmapCall.view(account));
        return identities.all(view, 10).getFirst();
    }

    /** Puts a message with LF line ends into the account. */
    public ObjectId email(String message) throws IOException {
        byte[] bytes = message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        BlobRef blob;
        try (BlobSink sink = account.blobs().create(bytes.length)) {
            sink.write(bytes, 0, bytes.length);
            blob = sink.seal();
        }
        StoredEmail stored = new StoredEmail(blob, "", Message.parse(bytes));
        return account.write(tx -> {
            ObjectId mailbox = tx.create(Mail.MAILBOX, Row.EMPTY, new byte[0], List.of());
            ObjectId id = Mail.EMAIL.id(tx.nextNumber());
            Row row = Row.EMPTY
                    .with(OfEmail.THREAD_NUMBER, id.number())
                    .with(OfEmail.MAILBOXES, Set.of(Member.in(mailbox)));
            tx.create(Mail.EMAIL, id, row, stored.toBytes(), List.of(blob));
            return id;
        });
    }

    public static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    }

    /** Creates an object as {@code /set} does. */
    public ObjectId create(Settable type, String object) throws Exception {
        Changer changer = type.set(JmapCall.view(account), json("{}"));
        Changer.Creation creation = changer.create(json(object));
        return account.<ObjectId, Exception>write(tx -> creation.run(tx).id());
    }

    public void update(Settable type, ObjectId id, String patch) throws Exception {
        Changer changer = type.set(JmapCall.view(account), json("{}"));
        account.<Boolean, Exception>write(tx -> {
            changer.update(tx, id, Patch.of(json(patch)));
            return true;
        });
    }

    public void destroy(Settable type, ObjectId id) throws Exception {
        Changer changer = type.set(JmapCall.view(account), json("{}"));
        account.<Boolean, Exception>write(tx -> {
            changer.destroy(tx, id);
            return true;
        });
    }

    /** An object with all its properties. */
    public ObjectNode get(Gettable type, ObjectId id) throws Exception {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            Set<String> properties = new LinkedHashSet<>();
            type.properties().forEach(property -> properties.add(property.name()));
            if (!type.get(JmapCall.view(account), List.of(id), properties, json("{}"), out)
                    .isEmpty()) {
                throw new IOException("gone");
            }
        }
        return (ObjectNode) JSON.readTree(text.toString());
    }

    /** Submits, to be sent at once. */
    public ObjectId submit(ObjectId email, String... to) throws Exception {
        return submit(email, "null", to);
    }

    /** @param parameters of MAIL FROM, JSON */
    public ObjectId submit(ObjectId email, String parameters, String[] to) throws Exception {
        String recipients = String.join(
                ",", Arrays.stream(to).map(one -> "{'email':'" + one + "'}").toList());
        return create(
                submissions,
                "{'identityId':'" + identity() + "','emailId':'" + email + "','envelope':{'mailFrom':{'email':'" + OWNER
                        + "','parameters':" + parameters + "},'rcptTo':[" + recipients + "]}}");
    }

    /** The type of the error. */
    public static String refusal(ThrowingCallable call) {
        Throwable thrown = Assertions.catchThrowable(call);
        return thrown instanceof SetError error ? error.type() : String.valueOf(thrown);
    }

    /** A relay that notes what it takes. */
    public Relay relay() {
        return relay(shipped::add);
    }

    /** Somebody who takes messages. */
    @FunctionalInterface
    public interface Taker {
        void take(Shipment shipment) throws IOException;
    }

    public static Relay relay(Taker taker) {
        return (shipment, sizeHint) -> new Leaving() {
            @Override
            public void write(byte[] bytes, int offset, int length) {}

            @Override
            public void send() throws IOException {
                taker.take(shipment);
            }

            @Override
            public void close() {}
        };
    }

    private final class Mailboxes implements Delivery {
        @Override
        public Incoming begin(List<Principal> recipients, long sizeHint) {
            StringBuilder text = new StringBuilder();
            return new Incoming() {
                @Override
                public void write(byte[] bytes, int offset, int length) {
                    text.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
                }

                @Override
                public long size() {
                    return text.length();
                }

                @Override
                public List<Outcome> deliver(Envelope envelope, Placement placement) {
                    List<Outcome> outcomes = new ArrayList<>();
                    for (Principal recipient : recipients) {
                        Outcome outcome = answers.apply(recipient.address());
                        outcomes.add(outcome);
                        if (outcome instanceof Outcome.Delivered) {
                            delivered.add(new Sent(recipient.address(), envelope.sender(), text.toString()));
                        }
                    }
                    return outcomes;
                }

                @Override
                public void close() {}
            };
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
