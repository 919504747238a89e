package org.mailbay.itests.stress;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a client knows of the mailbox that it has selected, from nothing but what it was told. */
final class Model {
    /** A message; what the client does not know is 0 or null. */
    static final class Message {
        long uid;
        Set<String> flags;
        long modSeq;

        @Override
        public String toString() {
            return uid + " " + flags + " " + modSeq;
        }
    }

    private final boolean vanishes;
    private final boolean condstore;
    private final boolean uidOnly;
    /** By sequence number, from the first. */
    private final List<Message> messages = new ArrayList<>();
    /** What the client remembers from before while it selects: by UID, until it has been told all. */
    private Map<Long, Message> remembered;

    private boolean asksOnly;
    private final TreeSet<Long> earlier = new TreeSet<>();
    private boolean isSelecting = true;

    /** What was told of while the client changes flags and says that it knows. */
    private final Set<Message> toldMeanwhile = new HashSet<>();

    /**
     * @param vanishes whether VANISHED is said, not EXPUNGE
     * @param uidOnly whether nobody says where in the mailbox a message is (RFC 9586): then those with unknown UIDs are kept at the end
     */
    Model(boolean vanishes, boolean condstore, boolean uidOnly) {
        this.vanishes = vanishes;
        this.condstore = condstore;
        this.uidOnly = uidOnly;
    }

    int size() {
        return messages.size();
    }

    List<Message> messages() {
        return messages;
    }

    /** The UIDs that are known, ascending. */
    List<Long> uids() {
        return messages.stream().map(m -> m.uid).filter(uid -> uid > 0).toList();
    }

    /** What it knows, to come back to (QRESYNC). */
    Map<Long, Message> copy() {
        Map<Long, Message> copy = new HashMap<>();
        for (Message message : messages) {
            Message same = new Message();
            same.uid = message.uid;
            same.flags = message.flags;
            same.modSeq = message.modSeq;
            copy.put(same.uid, same);
        }
        return copy;
    }

    /**
     * The client comes back with this.
     *
     * @param onlyThese whether it asked only about those that it knows
     */
    void remember(Map<Long, Message> before, boolean onlyThese) {
        remembered = before;
        asksOnly = onlyThese;
    }

    /** The messages that a command names now. */
    List<Message> named(String set, boolean byUid) {
        Set<Long> numbers = Tokens.set(set);
        List<Message> named = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (numbers.contains(byUid ? messages.get(i).uid : i + 1L)) {
                named.add(messages.get(i));
            }
        }
        toldMeanwhile.clear();
        return named;
    }

    /** The client changed flags and was not told what came of it: it knows, unless it was told of others' changes at the same time. */
    void changed(List<Message> some, char mode, Set<String> flags) {
        for (Message message : some) {
            if (message.flags == null || toldMeanwhile.contains(message)) {
                message.flags = null;
                continue;
            }
            Set<String> now = mode == ' ' ? new TreeSet<>() : new TreeSet<>(message.flags);
            if (mode == '-') {
                now.removeAll(flags);
            } else {
                now.addAll(flags);
            }
            message.flags = now;
            message.modSeq = condstore ? message.modSeq : 0;
        }
    }

    /**
     * Takes in an untagged response.
     *
     * @param keepsNumbers whether no message may go while the command runs (RFC 9051 §7.5.1)
     * @param asked whether it fetches: then a FETCH may tell less than all that changed
     */
    void told(String response, boolean keepsNumbers, boolean asked) {
        String[] words = response.split(" ", 4);
        if (words.length > 2 && words[1].matches("\\d+")) {
            long number = Long.parseLong(words[1]);
            switch (words[2]) {
                case "EXISTS" -> exists((int) number);
                case "EXPUNGE" -> expunge((int) number, keepsNumbers);
                case "FETCH" -> fetch(at(number), response, asked);
                case "UIDFETCH" -> fetch(withUid(number), response, asked);
                default -> {}
            }
        } else if (words[1].equals("VANISHED")) {
            if (!vanishes) {
                throw new Violation("VANISHED without QRESYNC");
            }
            if (words[2].equals("(EARLIER)")) {
                earlier(Tokens.set(words[3]));
            } else {
                vanished(Tokens.set(words[2]), keepsNumbers);
            }
        }
    }

    private Message at(long number) {
        if (number < 1 || number > messages.size()) {
            throw new Violation("FETCH of " + number + " of " + messages.size());
        }
        return messages.get((int) number - 1);
    }

    private Message withUid(long uid) {
        for (Message message : messages) {
            if (message.uid == uid) {
                return message;
            }
        }
        if (!uidOnly) {
            return gap(uid);
        }
        Message last = messages.isEmpty() ? new Message() : messages.getLast();
        if (messages.isEmpty() || last.uid != 0) {
            throw new Violation("UID " + uid + " is none of " + messages);
        }
        last.uid = uid;
        messages.sort(Comparator.comparingLong(m -> m.uid == 0 ? Long.MAX_VALUE : m.uid));
        return last;
    }

    /** The first unknown message that may have a UID. */
    private Message gap(long uid) {
        long below = 0;
        for (Message message : messages) {
            if (message.uid == 0 && below < uid && above(message) > uid) {
                return message;
            }
            below = message.uid == 0 ? below : message.uid;
        }
        throw new Violation("UID " + uid + " is none of " + messages);
    }

    private long above(Message from) {
        return messages.subList(messages.indexOf(from), messages.size()).stream()
                .mapToLong(m -> m.uid)
                .filter(uid -> uid > 0)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private void exists(int total) {
        if (total < messages.size() && !isSelecting) {
            throw new Violation("EXISTS says " + total + ", there are " + messages.size());
        }
        while (messages.size() < total) {
            messages.add(new Message());
        }
    }

    private void expunge(int number, boolean keepsNumbers) {
        if (vanishes) {
            throw new Violation("EXPUNGE with QRESYNC or UIDONLY");
        }
        if (keepsNumbers) {
            throw new Violation("EXPUNGE while numbers are used");
        }
        messages.remove(at(number));
    }

    private void vanished(Set<Long> uids, boolean keepsNumbers) {
        if (keepsNumbers) {
            throw new Violation("VANISHED while numbers are used");
        }
        for (long uid : uids) {
            boolean isGuess = messages.stream().noneMatch(m -> m.uid == uid);
            messages.remove(withUid(uid));
            if (isGuess) { // it was one of those whose UIDs are unknown: what was told of them by number is not known
                // to be theirs
                messages.stream().filter(m -> m.uid == 0).forEach(m -> {
                    m.flags = null;
                    m.modSeq = 0;
                });
            }
        }
    }

    private void earlier(Set<Long> uids) {
        for (long uid : uids) {
            if (messages.stream().anyMatch(m -> m.uid == uid)) {
                throw new Violation("UID " + uid + " vanished earlier and is there");
            }
        }
        earlier.addAll(uids);
    }

    private void fetch(Message message, String response, boolean asked) {
        Map<String, Object> items = Tokens.items(response);
        if (items.containsKey("UID") || response.contains(" UIDFETCH ")) {
            long uid = Long.parseLong(Objects.toString(items.getOrDefault("UID", response.split(" ")[1])));
            if (message.uid != 0 && message.uid != uid) {
                throw new Violation("UID " + uid + " where " + message.uid + " was: " + response);
            }
            message.uid = uid;
        }
        long modSeq = items.get("MODSEQ") instanceof List<?> list
                ? Long.parseLong(list.getFirst().toString())
                : 0;
        if (modSeq != 0) {
            if (modSeq < message.modSeq) {
                throw new Violation("MODSEQ was " + message.modSeq + ": " + response);
            }
            if (modSeq > message.modSeq && !items.containsKey("FLAGS") && !asked) {
                message.flags = null;
            }
            message.modSeq = modSeq;
        }
        if (items.get("FLAGS") instanceof List<?> list) {
            message.flags = flags(list);
            toldMeanwhile.add(message);
            if (modSeq == 0) {
                message.modSeq = 0;
                if (condstore && !asked) {
                    throw new Violation("flags without MODSEQ: " + response); // RFC 7162 §3.2
                }
            }
        }
    }

    static Set<String> flags(List<?> list) {
        return list.stream()
                .map(flag -> flag.toString().toLowerCase(Locale.ROOT))
                .filter(flag -> !flag.equals("\\recent"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The mailbox is selected: what the client remembers is put with what it was told. */
    void selected() {
        isSelecting = false;
        if (remembered == null) {
            return;
        }
        Map<Long, Message> known = new HashMap<>(remembered);
        earlier.forEach(known::remove);
        long newest = remembered.keySet().stream().mapToLong(uid -> uid).max().orElse(0);
        for (long uid : earlier) {
            if (uid <= newest && !remembered.containsKey(uid)) {
                throw new Violation("UID " + uid + " vanished, which was not there");
            }
        }
        for (Message message : messages) {
            if (message.uid != 0) {
                known.put(message.uid, message);
            }
        }
        List<Message> all = known.values().stream()
                .sorted(Comparator.comparingLong(m -> m.uid))
                .toList();
        if (asksOnly && all.size() < messages.size()) {
            all = new ArrayList<>(all);
            while (all.size() < messages.size()) {
                all.add(new Message());
            }
        }
        if (all.size() != messages.size()) {
            throw new Violation("resynchronized to " + all.size() + " messages, there are " + messages.size()
                    + "; vanished " + earlier + ", remembered " + new TreeSet<>(remembered.keySet()));
        }
        for (int i = 0; i < all.size(); i++) {
            if (!uidOnly && messages.get(i).uid != 0 && messages.get(i).uid != all.get(i).uid) {
                throw new Violation("UID " + messages.get(i).uid + " at " + (i + 1) + ", not " + all.get(i).uid);
            }
        }
        messages.clear();
        messages.addAll(all);
        remembered = null;
    }
}
