package org.mailbay.itests.imap;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Untagged EXPUNGE responses, each of which moves the numbers after it: which messages they mean, whatever their order. */
final class Expunged {
    private Expunged() {}

    static boolean is(String response) {
        return response.matches("\\* \\d+ EXPUNGE");
    }

    /** The numbers that the messages had before the first of the responses. */
    static SortedSet<Integer> from(List<String> responses) {
        SortedSet<Integer> gone = new TreeSet<>();
        for (String response : responses) {
            int number = Integer.parseInt(response.split(" ")[1]);
            for (int before : gone) { // ascending
                number += before <= number ? 1 : 0;
            }
            gone.add(number);
        }
        return gone;
    }
}
