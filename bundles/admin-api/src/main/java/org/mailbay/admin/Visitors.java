package org.mailbay.admin;

import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Says who sent a request, by the same log-in, sessions and bounds as {@code /admin/v1}. A service. */
@ProviderType
public interface Visitors {
    /**
     * Who it is: by the field Authorization when there is one, else by the session that the cookie names, which goes on by it.
     *
     * <p>A request by a session that changes something may be another site's doing: ask where it comes from.
     *
     * @param authorization field of the request
     * @param cookies field {@code Cookie} of the request
     * @param source where the client is
     * @param isSecure whether it came by TLS
     * @throws IOException when it cannot be told now
     */
    Visitor who(@Nullable String authorization, @Nullable String cookies, InetAddress source, boolean isSecure)
            throws IOException;
}
