package org.mailbay.delivery;

import java.util.List;
import org.mailbay.directory.Principal;

/** Where mail to an address goes. */
public sealed interface Routing {
    /** How it came to that, for the trace: one step a line, such as {@code alias info@a.example → bob@a.example}. */
    List<String> steps();

    /**
     * We answer for the address.
     *
     * @param targets at least one, none twice
     */
    record Ours(List<Target> targets, List<String> steps) implements Routing {
        public Ours {
            targets = List.copyOf(targets);
            steps = List.copyOf(steps);
        }

        /** Whether all of it goes to mailboxes here. */
        public boolean isAllHere() {
            return targets.stream().allMatch(Target.Mailbox.class::isInstance);
        }
    }

    /** Another server answers for it: to be taken only from who may send. */
    record Elsewhere(Target.Remote target, List<String> steps) implements Routing {
        public Elsewhere {
            steps = List.copyOf(steps);
        }
    }

    /**
     * Not to be taken.
     *
     * @param status such as {@code 5.1.1}; begins with 4 when it may work later (RFC 3463)
     */
    record Refused(String status, String why, List<String> steps) implements Routing {
        public Refused {
            steps = List.copyOf(steps);
        }

        /** Whether it may work later. */
        public boolean isForNow() {
            return status.startsWith("4");
        }
    }

    /** One place. */
    sealed interface Target {
        /** Header fields to put before a copy that goes there, each with its CRLF; empty for none. Those of these names that it had go. */
        String fields();

        /**
         * A mailbox here.
         *
         * @param address that it was sent to, in the end
         */
        record Mailbox(Principal principal, String address, String fields) implements Target {
            public Mailbox(Principal principal, String address) {
                this(principal, address, "");
            }
        }

        /**
         * An address on another server.
         *
         * @param sender reverse-path to use: the original one, or one that is ours (SRS, a list's)
         * @param via {@code ""} for its MX, otherwise the name of a relay host that the operator set
         */
        record Remote(String address, String sender, String via, String fields) implements Target {
            public Remote(String address, String sender, String via) {
                this(address, sender, via, "");
            }
        }
    }
}
