package org.mailbay.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.mime.Domain;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;

/**
 * A line that work stands in: what goes to one destination, from one account, of one kind. Lanes of a destination take turns, so that a
 * mailing holds up nobody's letter.
 *
 * @param destination where to
 * @param tenant whose mail it is
 * @param account who sent it
 */
record Lane(To destination, TenantId tenant, AccountId account, Kind kind) {
    private static final int LONGEST = 253;

    /** How urgent. The order is the stored form: append only. */
    enum Kind {
        /** MT-PRIORITY above 0 (RFC 6710). */
        URGENT(16),
        LETTER(8),
        /** What somebody sends while much of theirs waits already, or below priority 0. */
        BULK(1);

        /** Turns taken while {@link #BULK} takes one. */
        final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    /**
     * Where work goes.
     *
     * @param kind how it gets there
     * @param name domain in lower-case A-labels, or the relay host's name; empty for mailboxes here
     */
    record To(Way kind, String name) {
        private static final String RELAY = "relay:";
        private static final String MAILBOX = "mailbox";

        To {
            if (name.length() > LONGEST) {
                throw new IllegalArgumentException("destination of " + name.length() + " characters");
            }
        }

        /** Where a recipient goes. */
        static To of(Destination recipient) {
            if (recipient.via().equals(Destination.MAILBOX)) {
                return new To(Way.MAILBOX, "");
            }
            if (!recipient.via().isEmpty()) {
                return new To(Way.RELAY, recipient.via());
            }
            return new To(Way.MX, domain(recipient.address()));
        }

        /** As {@link #toString} shows it; a domain in whatever form. */
        static To parse(String text) {
            if (text.equals(MAILBOX)) {
                return new To(Way.MAILBOX, "");
            }
            return text.startsWith(RELAY)
                    ? new To(Way.RELAY, text.substring(RELAY.length()))
                    : new To(Way.MX, domain(text));
        }

        private static String domain(String address) {
            String domain = address.substring(address.lastIndexOf('@') + 1);
            // RFC 5891 §5: not the mapping of IDNA 2003, by which ß became ss, and mail went to somebody else's domain
            return Domain.parse(domain).map(Domain::ascii).orElseGet(() -> {
                // Goes nowhere, and is reported as that.
                String none = domain.toLowerCase(Locale.ROOT);
                return none.length() > LONGEST ? none.substring(0, LONGEST) : none;
            });
        }

        byte[] key() {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            int kept = Math.min(bytes.length, 120);
            return ByteBuffer.allocate(2 + kept + 4)
                    .put((byte) kind.ordinal())
                    .put((byte) kept)
                    .put(bytes, 0, kept)
                    .putInt(bytes.length > kept ? name.hashCode() : 0)
                    .array();
        }

        @Override
        public String toString() {
            return switch (kind) {
                case MX -> name;
                case RELAY -> RELAY + name;
                case MAILBOX -> MAILBOX;
            };
        }
    }

    /** How work gets where it goes. The order is the stored form: append only. */
    enum Way {
        MX,
        RELAY,
        MAILBOX
    }

    /** As a part of keys, first the destination, then the rest: not a prefix of another lane's. Long names are cut and hashed: two lanes may then share one key, which is no harm. */
    byte[] key() {
        byte[] to = destination.key();
        return ByteBuffer.allocate(to.length + 17)
                .put(to)
                .putLong(tenant.number())
                .putLong(account.number())
                .put((byte) kind.ordinal())
                .array();
    }

    void write(Out out) {
        out.number(destination.kind().ordinal())
                .text(destination.name())
                .number(tenant.number())
                .number(account.number())
                .number(kind.ordinal());
    }

    static Lane read(In in) throws IOException {
        return new Lane(
                new To(in.of(Way.values()), in.text()),
                new TenantId(in.number()),
                new AccountId(in.number()),
                in.of(Kind.values()));
    }
}
