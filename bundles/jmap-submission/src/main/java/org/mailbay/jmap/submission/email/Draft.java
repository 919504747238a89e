package org.mailbay.jmap.submission.email;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.Address;
import org.mailbay.mime.EmailAddress;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Limits;
import org.mailbay.store.BlobInput;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * An email that is to be sent.
 *
 * @param thread number of its thread
 * @param header all of it
 */
record Draft(ObjectId id, long thread, StoredEmail email, Header header) {
    /** A longer header is not sent. */
    private static final int LONGEST_HEADER = 1 << 20;

    /** Whatever is sent is looked at: who wrote it, and to whom. */
    private static final Limits ALL = new Limits(
            Limits.DEFAULT.depth(),
            Limits.DEFAULT.parts(),
            LONGEST_HEADER,
            LONGEST_HEADER,
            LONGEST_HEADER,
            Limits.DEFAULT.parameters(),
            LONGEST_HEADER);

    /** Reads it. */
    static Draft read(View view, ObjectId id) throws SetError, IOException {
        Objects emails = view.snapshot().objects(Mail.EMAIL);
        int ordinal = emails.ordinal(id);
        byte[] bytes = ordinal < 0 || !emails.visible(OfEmail.MAILBOXES).contains(ordinal)
                ? null
                : view.account().bytes(id);
        if (bytes == null) {
            throw SetError.invalidProperties("no such email", "emailId"); // RFC 8621 §7.5
        }
        StoredEmail email = StoredEmail.fromBytes(bytes);
        long size = email.message().root().bodyStart();
        if (size > LONGEST_HEADER) {
            throw invalid("the header is too long", "headers");
        }
        Optional<BlobInput> blob = view.account().blobs().open(email.blob(), 0, size);
        try (BlobInput input = blob.orElseThrow(() -> new IOException("the blob of an email is missing"))) {
            byte[] bare = input.content().readAllBytes();
            checkLines(bare);
            Header header = Header.parse(bare, 0, ALL);
            return new Draft(id, emails.get(OfEmail.THREAD_NUMBER, ordinal), email, header);
        }
    }

    /** What is no line here and becomes one on its way could be a field that nobody has looked at (RFC 5322 §2.3). */
    private static void checkLines(byte[] header) throws SetError {
        for (int i = 0; i < header.length; i++) {
            if (header[i] == '\r' && (i + 1 == header.length || header[i + 1] != '\n')) {
                throw invalid("a carriage return alone", "headers");
            }
        }
    }

    long headerSize() {
        return email.message().root().bodyStart();
    }

    /** Its message id without brackets; null when it has none. */
    @Nullable
    String messageId() {
        return header.last("Message-ID")
                .flatMap(HeaderField::messageIds)
                .flatMap(ids -> ids.stream().findFirst())
                .orElse(null);
    }

    /** RFC 8621 §7.5: names all that is wrong with it. */
    static SetError invalid(String why, String... properties) {
        var list = JsonNodeFactory.instance.arrayNode();
        for (String property : properties) {
            list.add(property);
        }
        return SetError.of("invalidEmail", why).with("properties", list);
    }

    /** Who says that they wrote it; at least one. */
    List<String> from() throws SetError {
        List<String> addresses = new ArrayList<>();
        for (HeaderField field : header.all("From")) {
            field.addresses().forEach(address -> addresses.add(address.email()));
        }
        if (addresses.isEmpty()) {
            throw invalid("nobody wrote it", "from"); // RFC 5322 §3.6
        }
        if (header.all("From").size() > 1) {
            throw invalid("more than one From field", "from"); // RFC 5322 §3.6
        }
        return addresses;
    }

    /** RFC 8621 §7: the reverse-path that its header suggests; null when that is nothing to go by. */
    @Nullable
    String sender() throws SetError {
        String property = header.last("Sender").isPresent() ? "sender" : "from";
        List<HeaderField> fields = header.all(property);
        List<EmailAddress> addresses =
                fields.isEmpty() ? List.of() : fields.getLast().addresses();
        if (fields.size() > 1 || addresses.size() > 1) {
            throw invalid("more than one address to return it to", property);
        }
        return addresses.isEmpty() ? null : addresses.getFirst().email();
    }

    /** RFC 8621 §7: each address of To, Cc and Bcc once. */
    List<Destination> recipients() {
        Map<String, Destination> recipients = new LinkedHashMap<>();
        for (String name : List.of("To", "Cc", "Bcc")) {
            for (HeaderField field : header.all(name)) {
                for (EmailAddress address : field.addresses()) {
                    String email = address.email();
                    if (email.chars().noneMatch(c -> c < ' ')) {
                        recipients.putIfAbsent(key(email), new Destination(email, Map.of()));
                    }
                }
            }
        }
        return List.copyOf(recipients.values());
    }

    /** What is the same for two spellings of one address. */
    static String key(String email) {
        return Address.parse(email).map(Address::toString).orElse(email);
    }
}
