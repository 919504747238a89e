package org.mailbay.net;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Which revisions of protocols serve how many connections. A service of {@code net}. */
@ProviderType
public interface Serving {
    /** Every revision that is there now, by protocol. */
    List<Served> revisions();

    /** One revision, at a moment. */
    @ProviderType
    interface Served {
        /** The protocol's name, such as {@code imap}. */
        String protocol();

        /** The id of the bundle that it comes from. */
        long bundle();

        /** The version of that bundle. */
        String version();

        /** The share of connections that it gets, in percent; 0 when it waits behind another one. */
        int percent();

        /** Sessions that are open now. */
        int connections();

        /** Sessions opened or resumed so far. */
        long sessions();

        /** Sessions that ended, or did not begin, because it threw or did not understand what it was to resume. */
        long failures();
    }
}
