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
}
