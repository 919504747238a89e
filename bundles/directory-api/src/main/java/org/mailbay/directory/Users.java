package org.mailbay.directory;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.osgi.annotation.versioning.ProviderType;

/** Changes users. */
@ProviderType
public interface Users {
    /** Gives a user another main address, of a domain of the same tenant; its sessions end. */
    Principal rename(String address, String newAddress) throws DirectoryException, IOException;

    /** Gives a user another name for people. */
    Principal describe(String address, String name) throws DirectoryException, IOException;

    /**
     * Says what a user may administer.
     *
     * @param domains of its tenant; some for a domain administrator, none for others
     */
    Principal appoint(String address, Set<Principal.Role> roles, Set<String> domains)
            throws DirectoryException, IOException;

    /** Lets a user log in, or not any more: then its sessions end. */
    Principal set(String address, Principal.State state) throws DirectoryException, IOException;

    /** How much a user may hold: 0 as much as it likes, empty what its tenant says. */
    void quota(String address, OptionalLong bytes) throws DirectoryException, IOException;

    /** Removes a user: its address is nobody's at once, its data stays for a while. */
    Departed remove(String address) throws DirectoryException, IOException;

    /** Who was removed and whose data is still there, the next to go first. */
    List<Departed> departed();

    /**
     * Brings a removed user back, with its password and its keys.
     *
     * @param address another one than before; null for the same
     */
    Principal restore(AccountId account, @Nullable String address) throws DirectoryException, IOException;

    /** Has a removed user's data go now. */
    void forget(AccountId account) throws DirectoryException, IOException;
}
