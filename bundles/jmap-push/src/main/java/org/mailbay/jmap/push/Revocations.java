package org.mailbay.jmap.push;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;

/** Finds subscriptions whose maker would not be let in any more with what it had logged in with (RFC 8620 §7.2). Threads: any. */
final class Revocations {
    private static final Duration AWAY = Duration.ofSeconds(5);

    private final Swappable<Directory> directories;

    private final Users users;

    private long seen;

    private boolean renewed = true;

    Revocations(Swappable<Directory> directories, Users users) {
        this.directories = directories;
        this.users = users;
    }

    /** Says that there may be subscriptions that were not looked at. */
    synchronized void renewed() {
        renewed = true;
    }

    /** Those to end; quick when neither the directory nor the subscriptions changed. */
    synchronized List<Watch> look() throws IOException {
        List<Watch> revoked = new ArrayList<>();
        if (!directories.isPresent()) {
            return revoked;
        }
        try (Lease<Directory> directory = directories.acquire(AWAY)) {
            long revision = directory.service().revision();
            if (!renewed && revision == seen) {
                return revoked;
            }
            for (Watch watch : users.all()) {
                if (isRevoked(directory.service(), watch.subscription())) {
                    revoked.add(watch);
                }
            }
            seen = revision;
            renewed = !revoked.isEmpty(); // ending them may fail: then they are found again
        }
        return revoked;
    }

    /** Whether nothing may be pushed to this one; whoever cannot be asked about waits. */
    boolean hold(Subscription subscription) throws IOException {
        try (Lease<Directory> directory = directories.acquire(AWAY)) {
            return isRevoked(directory.service(), subscription);
        }
    }

    private static boolean isRevoked(Directory directory, Subscription subscription) throws IOException {
        Credential credential = subscription.credential();
        return credential != null && !directory.isValid(credential);
    }
}
