package org.mailbay.routing;

import java.util.List;

/**
 * What an administrator said.
 *
 * @param number of the object that it is stored as; 0 before
 * @param name address (see {@link Names#key}), domain in A-labels, or pattern of a route
 * @param to addresses; of a list its owners, of a route the relay host, of a grant the users who may
 * @param isKept of a forward, whether the user gets the mail, too
 */
record Rule(long number, Kind kind, String name, List<String> to, boolean isKept, Posting posting) {
    Rule {
        to = List.copyOf(to);
    }

    static Rule of(Kind kind, String name, List<String> to) {
        return new Rule(0, kind, name, to, false, Posting.ANYONE);
    }
}
