package org.mailbay.dkim;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;

/**
 * A key but for its secret, which is in the bytes of the object. The letter and the numbers are for ever.
 *
 * @param domain lower-case A-labels
 * @param created when it was made
 * @param seen when DNS first had its record; {@link Instant#EPOCH} before
 * @param used when it began to sign; EPOCH before
 * @param retired when it ceased to sign; EPOCH before
 */
record DomainKey(
        ObjectId id,
        String domain,
        String selector,
        KeyKind kind,
        Instant created,
        Instant seen,
        Instant used,
        Instant retired) {
    /** In the server's own account. */
    static final ObjectType TYPE = new ObjectType("DkimKey", 'g');

    private static final Column.Text DOMAIN = new Column.Text(1);
    private static final Column.Text SELECTOR = new Column.Text(2);
    private static final Column.Text KIND = new Column.Text(3);
    private static final Column.Number CREATED = new Column.Number(4);
    private static final Column.Number SEEN = new Column.Number(5);
    private static final Column.Number USED = new Column.Number(6);
    private static final Column.Number RETIRED = new Column.Number(7);

    static DomainKey of(ObjectId id, Row row) {
        return new DomainKey(
                id,
                row.get(DOMAIN),
                row.get(SELECTOR),
                KeyKind.of(row.get(KIND)).orElseThrow(() -> new IllegalStateException("kind of DKIM key " + id)),
                Instant.ofEpochMilli(row.get(CREATED)),
                Instant.ofEpochMilli(row.get(SEEN)),
                Instant.ofEpochMilli(row.get(USED)),
                Instant.ofEpochMilli(row.get(RETIRED)));
    }

    Row row() {
        return Row.EMPTY
                .with(DOMAIN, domain)
                .with(SELECTOR, selector)
                .with(KIND, kind.word())
                .with(CREATED, created.toEpochMilli())
                .with(SEEN, seen.toEpochMilli())
                .with(USED, used.toEpochMilli())
                .with(RETIRED, retired.toEpochMilli());
    }

    KeyState state() {
        if (!retired.equals(Instant.EPOCH)) {
            return KeyState.RETIRED;
        }
        return used.equals(Instant.EPOCH) ? KeyState.WAITING : KeyState.SIGNING;
    }

    boolean isSeen() {
        return !seen.equals(Instant.EPOCH);
    }

    DomainKey seen(Instant now) {
        return new DomainKey(id, domain, selector, kind, created, now, used, retired);
    }

    DomainKey used(Instant now) {
        return new DomainKey(id, domain, selector, kind, created, seen, now, retired);
    }

    DomainKey retired(Instant now) {
        return new DomainKey(id, domain, selector, kind, created, seen, used, now);
    }

    /** Where its record is. */
    String name() {
        return selector + "._domainkey." + domain;
    }

    /** Both halves, for the bytes of the object. */
    static byte[] bytes(KeyPair pair) {
        byte[] secret = pair.getPrivate().getEncoded();
        byte[] open = pair.getPublic().getEncoded();
        return ByteBuffer.allocate(4 + secret.length + open.length)
                .putInt(secret.length)
                .put(secret)
                .put(open)
                .array();
    }

    /** Reads them back. */
    static KeyPair pair(KeyKind kind, byte[] bytes) throws GeneralSecurityException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] secret = new byte[in.getInt()];
        in.get(secret);
        byte[] open = new byte[in.remaining()];
        in.get(open);
        KeyFactory keys = KeyFactory.getInstance(kind.algorithm());
        return new KeyPair(
                keys.generatePublic(new X509EncodedKeySpec(open)),
                keys.generatePrivate(new PKCS8EncodedKeySpec(secret)));
    }
}
