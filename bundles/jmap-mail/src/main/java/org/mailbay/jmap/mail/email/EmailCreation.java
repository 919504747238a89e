package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.Aftermath;
import org.mailbay.jmap.mail.ArrivingText;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.Filing;
import org.mailbay.jmap.mail.compose.Draft;
import org.mailbay.jmap.mail.compose.MessageComposer;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.Address;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Blobs;
import org.mailbay.store.ObjectId;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Transaction;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A new email whose message is a sealed blob already; added once, whoever asks first. One thread. */
final class EmailCreation implements Changer.Creation {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration HOLD = Duration.ofHours(1);

    private final View view;
    private final Function<Transaction, Aftermath> aftermath;
    private final Placement placement;
    private final StoredEmail email;
    private final Instant received;
    private final Set<String> keywords;
    private Changer.@Nullable Created made;
    private @Nullable SetError refused;

    EmailCreation(
            View view,
            Function<Transaction, Aftermath> aftermath,
            Placement placement,
            StoredEmail email,
            Instant received,
            Set<String> keywords) {
        this.view = view;
        this.aftermath = aftermath;
        this.placement = placement;
        this.email = email;
        this.received = received;
        this.keywords = keywords;
    }

    /** Composes the message of a new Email and seals it (RFC 8621 §4.6). */
    static EmailCreation compose(
            View view,
            Function<Transaction, Aftermath> aftermath,
            ObjectNode object,
            EmailLimits limits,
            InstantSource clock,
            Room room)
            throws SetError, IOException {
        Placement placement = Placement.of(object, limits);
        room.check(0);
        MessageComposer composer =
                new MessageComposer(view, Draft.read(object, view::resolve), EmailCreation::randomText);
        composer.check();
        room.check(composer.attached());
        Instant now = clock.instant();
        StoredEmail email = seal(view, composer, now, room);
        Instant received = placement.receivedAt();
        Set<String> keywords = placement.keywords();
        return new EmailCreation(
                view,
                aftermath,
                placement,
                email,
                received == null ? now : received,
                keywords == null ? Set.of() : keywords);
    }

    private static StoredEmail seal(View view, MessageComposer composer, Instant now, Room room)
            throws SetError, IOException {
        Room.@Nullable Counted[] counted = {null};
        boolean sealed = false;
        try {
            StoredEmail email = seal(view.account().blobs(), out -> {
                Room.Counted within = room.counted(out);
                counted[0] = within;
                composer.write(now.atOffset(ZoneOffset.UTC), domain(view), within);
            });
            sealed = true;
            return email;
        } catch (Room.FullException e) {
            throw SetError.of(SetError.OVER_QUOTA, null);
        } finally {
            if (counted[0] != null) {
                counted[0].ended(sealed);
            }
        }
    }

    /** Writes a message. */
    @FunctionalInterface
    interface Writing {
        void write(OutputStream out) throws IOException;
    }

    /** A message that is parsed while it is written. */
    static StoredEmail seal(Blobs blobs, Writing writing) throws IOException {
        ArrivingText text = new ArrivingText(-1);
        try (BlobSink sink = blobs.create(-1)) {
            writing.write(new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    text.write(bytes, offset, length);
                    sink.write(bytes, offset, length);
                }
            });
            BlobRef blob = sink.seal();
            String preview = text.preview((from, length) -> {
                blobs.hold(blob, HOLD);
                return blobs.open(blob, from, length);
            });
            return new StoredEmail(blob, preview, text.message());
        }
    }

    private static String randomText() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String domain(View view) {
        return Address.parse(view.principal().address())
                .map(address -> address.domain().ascii())
                .orElse("localhost");
    }

    boolean isDone() {
        return made != null || refused != null;
    }

    /** Adds it ahead of its turn; what is wrong with it is told in its turn. */
    void attempt(Transaction tx) throws IOException {
        try {
            made = add(tx);
        } catch (SetError error) {
            refused = error;
        } catch (OverQuotaException e) {
            refused = SetError.of(SetError.OVER_QUOTA, null);
        }
    }

    @Override
    public Changer.Created run(Transaction tx) throws SetError, IOException {
        if (refused != null) {
            throw refused;
        }
        Changer.Created known = made;
        return known == null ? add(tx) : known;
    }

    private Changer.Created add(Transaction tx) throws SetError, IOException {
        Access access = Access.of(view.at(tx.snapshot()));
        Set<Long> mailboxes = placement.resolve(tx, view, access);
        ObjectId id = Filing.file(tx, aftermath.apply(tx), email, mailboxes, keywords, received);
        ObjectNode properties = NewEmail.created(tx, access, id, email).properties();
        if (placement.keywords() == null) {
            ObjectNode map = JsonNodeFactory.instance.objectNode();
            keywords.forEach(keyword -> map.put(keyword, true));
            properties.set("keywords", map);
        }
        if (placement.receivedAt() == null) {
            properties.put("receivedAt", EmailGet.utc(received.toEpochMilli()));
        }
        return new Changer.Created(id, properties);
    }
}
