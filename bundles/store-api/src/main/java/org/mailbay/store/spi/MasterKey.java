package org.mailbay.store.spi;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Wraps the keys that data is encrypted with. A service; the one of highest ranking is used.
 *
 * <p>The key itself never leaves it, so it may live in a file, in another process or in a hardware module. Any thread.
 */
@ConsumerType
public interface MasterKey {
    /** Names the key that {@link #wrap} uses now; another one after a rotation. For logs and the console, no secret. */
    String id();

    /**
     * Encrypts a key.
     *
     * @param key 16 to 64 bytes
     * @param purpose what the key is for; {@link #unwrap} with another one fails
     * @return at most 500 bytes
     */
    byte[] wrap(byte[] key, String purpose) throws IOException;

    /**
     * Decrypts what {@link #wrap} gave, whether under the present key or one before it.
     *
     * @throws IOException when the key that it was wrapped with is not here, or it was changed
     */
    byte[] unwrap(byte[] wrapped, String purpose) throws IOException;

    /** Whether {@link #wrap} would use the same key as it did for {@code wrapped}: if not, it is to be wrapped anew. */
    boolean isCurrent(byte[] wrapped);
}
