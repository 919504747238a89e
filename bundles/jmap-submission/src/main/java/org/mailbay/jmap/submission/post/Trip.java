package org.mailbay.jmap.submission.post;

import java.util.List;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.delivery.Shipment.Destination;

/**
 * One recipient of a letter and the places that it leads to.
 *
 * @param recipient as in the letter
 */
record Trip(Destination recipient, List<Target.Mailbox> mailboxes, List<Target.Remote> remotes) {
    static Trip of(Destination recipient, List<Target> targets) {
        return new Trip(
                recipient,
                targets.stream()
                        .filter(Target.Mailbox.class::isInstance)
                        .map(Target.Mailbox.class::cast)
                        .toList(),
                targets.stream()
                        .filter(Target.Remote.class::isInstance)
                        .map(Target.Remote.class::cast)
                        .toList());
    }

    /** Whether it leads to several places: what has arrived at one must not be sent there again for another's sake. */
    boolean isForked() {
        return mailboxes.size() + remotes.size() > 1;
    }
}
