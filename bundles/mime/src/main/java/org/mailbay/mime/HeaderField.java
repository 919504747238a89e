package org.mailbay.mime;

import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One field of a header, as its bytes; each form it can be asked for is parsed when asked (RFC 8621 §4.1.2), the addresses
 * once: lists of messages show them again and again.
 *
 * <p>Immutable.
 */
public final class HeaderField {

    private final String name;
    private final long offset;
    private final byte[] value;

    /** What was parsed; threads that come first at once parse the same. */
    private @Nullable List<EmailAddress> addresses;

    /** Takes the array as its own. */
    HeaderField(String name, long offset, byte[] value) {
        this.name = name;
        this.offset = offset;
        this.value = value;
    }

    /** The name, in the letters it has in the message. */
    public String name() {
        return name;
    }

    public boolean is(String aName) {
        return name.equalsIgnoreCase(aName);
    }

    /** Where the field's first byte stands in what was parsed. */
    public long offset() {
        return offset;
    }

    /** The bytes between the colon and the last line break, folding included. */
    public byte[] value() {
        return value.clone();
    }

    int valueLength() {
        return value.length;
    }

    /** RFC 8621 §4.1.2.1: as it stands, broken UTF-8 replaced, NUL dropped. */
    public String raw() {
        return HeaderText.raw(value);
    }

    /** RFC 8621 §4.1.2.2: unfolded, encoded words decoded, in Unicode normal form C. */
    public String text() {
        return HeaderText.text(value);
    }

    /** RFC 8621 §4.1.2.3: the mailboxes, those of groups too. */
    public List<EmailAddress> addresses() {
        List<EmailAddress> parsed = addresses;
        if (parsed == null) {
            parsed = groupedAddresses().stream()
                    .flatMap(group -> group.addresses().stream())
                    .toList();
            addresses = parsed;
        }
        return parsed;
    }

    /** RFC 8621 §4.1.2.4: mailboxes by group; those outside a group are in groups without a name. */
    public List<AddressGroup> groupedAddresses() {
        return AddressList.parse(HeaderText.unfold(value));
    }

    /** RFC 8621 §4.1.2.5: message ids without their angle brackets; empty when there are none. */
    public Optional<List<String>> messageIds() {
        return MessageIds.parse(HeaderText.unfold(value));
    }

    /** RFC 8621 §4.1.2.6: the moment with its zone; empty when it is no date. */
    public Optional<OffsetDateTime> date() {
        return MessageDate.parse(HeaderText.unfold(value));
    }

    /** RFC 8621 §4.1.2.7: the URLs without their angle brackets (RFC 2369 §2); empty when there are none. */
    public Optional<List<String>> urls() {
        return UrlList.parse(HeaderText.unfold(value));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof HeaderField f && f.offset == offset && f.name.equals(name) && Arrays.equals(f.value, value);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(value) + name.hashCode();
    }

    @Override
    public String toString() {
        return name + ':' + raw();
    }
}
