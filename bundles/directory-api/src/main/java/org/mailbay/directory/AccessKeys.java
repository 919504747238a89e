package org.mailbay.directory;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** App passwords and tokens of users. */
@ProviderType
public interface AccessKeys {
    /** Makes one; its secret is in the answer, and nowhere else. */
    Issued issue(String address, KeyTerms terms) throws DirectoryException, IOException;

    /** Those of a user, the oldest first. */
    List<AccessKey> of(String address) throws DirectoryException;

    /** Takes one away, and ends what was opened with it. */
    void revoke(String address, String id) throws DirectoryException, IOException;

    /** A key that was just made, and its secret, to be shown once. */
    record Issued(AccessKey key, Secret secret) {}
}
