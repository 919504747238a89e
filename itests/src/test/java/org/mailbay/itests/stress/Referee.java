package org.mailbay.itests.stress;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.itests.client.ImapClient;
import org.mailbay.itests.client.ImapClient.Answer;

/** Asks the server, in a session of its own, what there is, and whether that can follow from what there was. */
final class Referee {
    /** A message as it is: flags, the modseq, which email it is. */
    record Truth(Set<String> flags, long modSeq, String email) {}

    private final ImapStress world;
    private final Set<Long> assigned = ConcurrentHashMap.newKeySet();
    private final Map<Long, String> emails = new HashMap<>();
    private TreeMap<Long, Truth> now = new TreeMap<>();
    private String validity = "";
    private long uidNext = 1;
    private long highest;

    Referee(ImapStress world) {
        this.world = world;
    }

    TreeMap<Long, Truth> now() {
        return now;
    }

    String validity() {
        return validity;
    }

    long highest() {
        return highest;
    }

    /** The server says which UID a message got. */
    void assigned(long uid) {
        if (uid < uidNext) {
            throw new Violation("UID " + uid + " is given, UIDNEXT was " + uidNext);
        }
        if (!assigned.add(uid)) {
            throw new Violation("UID " + uid + " is given twice");
        }
    }

    /** Reads all there is, and compares it with what there was. */
    void look() throws IOException {
        try (ImapClient client = world.connect()) {
            client.logIn(world.user(0), ImapStress.PASSWORD);
            Answer examined = client.ok("EXAMINE " + ImapStress.BOX);
            TreeMap<Long, Truth> then = now;
            now = new TreeMap<>();
            if (examined.untagged("0 EXISTS").isEmpty()) {
                List<String> lines =
                        client.ok("FETCH 1:* (UID FLAGS MODSEQ EMAILID)").untagged();
                for (String line : lines) {
                    if (line.contains(" FETCH (")) {
                        add(line);
                    }
                }
            }
            long next = Long.parseLong(examined.code("UIDNEXT"));
            long modSeq = Long.parseLong(examined.code("HIGHESTMODSEQ"));
            if (!validity.isEmpty() && !validity.equals(examined.code("UIDVALIDITY"))) {
                throw new Violation("UIDVALIDITY has changed");
            }
            validity = examined.code("UIDVALIDITY");
            if (modSeq < highest || next < uidNext) {
                throw new Violation(
                        "HIGHESTMODSEQ " + highest + " → " + modSeq + ", UIDNEXT " + uidNext + " → " + next);
            }
            now.forEach((uid, truth) -> follows(uid, then.get(uid), truth, next, modSeq));
            uidNext = next;
            highest = modSeq;
            client.ok("LOGOUT");
        }
    }

    private void add(String line) {
        Map<String, Object> items = Tokens.items(line);
        long uid = Long.parseLong(items.get("UID").toString());
        if (!now.isEmpty() && now.lastKey() >= uid) {
            throw new Violation("UID " + uid + " after " + now.lastKey());
        }
        now.put(
                uid,
                new Truth(
                        Model.flags((List<?>) items.get("FLAGS")),
                        Long.parseLong(
                                ((List<?>) items.get("MODSEQ")).getFirst().toString()),
                        ((List<?>) items.get("EMAILID")).getFirst().toString()));
    }

    private void follows(long uid, Truth before, Truth after, long next, long modSeq) {
        String email = emails.putIfAbsent(uid, after.email);
        if (email != null && !email.equals(after.email)) {
            throw new Violation("UID " + uid + " was email " + email + " and is " + after.email);
        }
        if (before == null && uid < uidNext || uid >= next) {
            throw new Violation("UID " + uid + " is new; UIDNEXT was " + uidNext + " and is " + next);
        }
        if (after.modSeq > modSeq
                || before == null && after.modSeq <= highest
                || before != null && after.modSeq < before.modSeq
                || before != null && !after.flags.equals(before.flags) && after.modSeq <= highest) {
            throw new Violation("UID " + uid + " was " + before + " and is " + after + "; HIGHESTMODSEQ was " + highest
                    + " and is " + modSeq);
        }
    }
}
