package org.mailbay.jmap;

import java.io.IOException;
import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Snapshot;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What one method call sees of an account.
 *
 * <p>Each method call starts from the newest snapshot and keeps to it, so a call never contradicts itself and the next call of the
 * same request sees what this one wrote (RFC 8620 §3.3: calls run in order).
 */
@ProviderType
public interface View {
    /** Who asks. */
    Principal principal();

    /** The account asked about; the principal may read it. */
    Account account();

    /** Whether the principal may only read it. */
    boolean readOnly();

    /**
     * Whether the account is the principal's own. In another's, a type shows only what that one has shared ({@link
     * org.mailbay.jmap.spi.Shareable}): anything else does not exist.
     */
    boolean isOwn();

    /** Another number whenever the principal may see other things of another's account; 0 in its own. */
    long accessVersion();

    /**
     * Whether the request has opted in to a capability: what only another one defines does not exist for it (RFC 8620 §1.8). Outside a
     * request, all of them.
     */
    default boolean uses(String capability) {
        return true;
    }

    /** A modseq as a state string (RFC 8620 §1.6.1, §5.5); in another's account it says what is shared, too. */
    default String state(long modSeq) {
        return isOwn() ? Long.toString(modSeq) : modSeq + "-" + accessVersion();
    }

    /**
     * Opens {@code length} bytes of a blob from {@code from}; the end is cut where the blob ends.
     *
     * @return empty when the principal may not read it here, which in another's account takes an object that is shared and refers to it:
     *     indistinguishable from absent
     */
    Optional<BlobInput> open(BlobRef blob, long from, long length) throws IOException;

    /** The same at another moment. */
    View at(Snapshot snapshot);

    /** The account as it was when the call began. */
    Snapshot snapshot();

    /**
     * The id that {@code id} stands for: {@code #x} is what was created as {@code x} in this request (RFC 8620 §5.3).
     *
     * @return the id as text, or {@code id} itself when nothing was created under that name: it then names nothing
     */
    String resolve(String id);
}
