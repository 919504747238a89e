package org.mailbay.store.engine.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.mailbay.store.TenantId;

/**
 * The row of a data key.
 *
 * @param wrapped by the master key
 */
record KeyRow(DataKey key, byte[] wrapped) {
    private static final int VERSION = 1;
    private static final int FIXED = 1 + 1 + 8 + 8 + 8;

    /** The value: version, state, tenant, created, since, wrapped key. */
    byte[] value() {
        return ByteBuffer.allocate(FIXED + wrapped.length)
                .put((byte) VERSION)
                .put((byte) key.state().ordinal())
                .putLong(key.tenant().number())
                .putLong(key.created().toEpochMilli())
                .putLong(key.since().toEpochMilli())
                .put(wrapped)
                .array();
    }

    static KeyRow read(int number, byte[] value) throws IOException {
        DataKey.State[] states = DataKey.State.values();
        if (value.length <= FIXED || value[0] != VERSION || value[1] < 0 || value[1] >= states.length) {
            throw new IOException("the row of data key " + number + " cannot be read");
        }
        ByteBuffer in = ByteBuffer.wrap(value, 2, FIXED - 2);
        TenantId tenant = new TenantId(in.getLong());
        Instant created = Instant.ofEpochMilli(in.getLong());
        Instant since = Instant.ofEpochMilli(in.getLong());
        return new KeyRow(
                new DataKey(number, tenant, states[value[1]], created, since),
                Arrays.copyOfRange(value, FIXED, value.length));
    }

    KeyRow with(DataKey.State state, Instant now) {
        return new KeyRow(new DataKey(key.number(), key.tenant(), state, key.created(), now), wrapped);
    }

    KeyRow with(byte[] again) {
        return new KeyRow(key, again);
    }

    /** What the wrapping is bound to: a row moved to another place does not open. */
    String purpose() {
        return "mailbay data key " + key.number() + " of tenant " + key.tenant().number();
    }
}
