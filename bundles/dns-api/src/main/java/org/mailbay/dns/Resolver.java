package org.mailbay.dns;

import org.osgi.annotation.versioning.ConsumerType;

/** Asks the domain name system. A service. */
@ConsumerType
public interface Resolver {
    /**
     * Asks; waits for the answer within a bound, on a virtual thread without cost. Never throws for what a server says or does not say:
     * see {@link Answer.Status}. CNAMEs are followed.
     *
     * @param name U- or A-labels, with or without a final dot
     */
    Answer ask(String name, RecordType type);
}
