package org.mailbay.store;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Durable room beside the accounts, for what is no user's data: messages that wait to be sent, the record of what happened to mail. A
 * service, there whenever {@link Store} is.
 */
@ProviderType
public interface Annex {
    /**
     * The room of this name, empty at first; cheap, opened at first use.
     *
     * @param name of the one bundle that uses it: 1 to 30 of a-z, 0-9 and dash
     */
    Room room(String name);
}
