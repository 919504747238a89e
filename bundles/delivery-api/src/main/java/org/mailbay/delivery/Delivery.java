package org.mailbay.delivery;

import java.io.IOException;
import java.util.List;
import org.mailbay.directory.Principal;
import org.osgi.annotation.versioning.ProviderType;

/** Takes messages for local accounts. A service. */
@ProviderType
public interface Delivery {
    /**
     * Begins a message for these recipients; it is stored, hashed and parsed while it arrives.
     *
     * @param recipients at least one; one that is named twice gets one copy
     * @param sizeHint in bytes, -1 when unknown
     */
    Incoming begin(List<Principal> recipients, long sizeHint) throws IOException;

    /**
     * As {@link #begin}, for what may have been delivered before, when a kill left nobody to know it: an account that has the same bytes,
     * received at the same moment, gets no second copy, and counts as delivered.
     */
    default Incoming beginAgain(List<Principal> recipients, long sizeHint) throws IOException {
        return begin(recipients, sizeHint);
    }
}
