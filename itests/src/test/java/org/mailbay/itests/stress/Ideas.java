package org.mailbay.itests.stress;

import java.util.List;
import java.util.Random;

/** What a client could say next, of all that there is to say with a mailbox selected. */
final class Ideas {
    private static final String[] FLAGS = {
        "\\Seen", "\\Deleted", "\\Flagged", "\\Answered", "\\Draft", "red", "$Forwarded"
    };
    private static final String[] ITEMS = {
        "FLAGS",
        "(UID FLAGS)",
        "(FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)",
        "(UID BODY[])",
        "BODY.PEEK[HEADER.FIELDS (SUBJECT)]",
        "(BODY[TEXT]<0.10> FLAGS)",
        "(BODYSTRUCTURE EMAILID THREADID)",
        "(PREVIEW BINARY.PEEK[1] BINARY.SIZE[1])",
        "ALL",
        "FULL"
    };
    private static final String[] KEYS = {
        "ALL",
        "UNSEEN",
        "NOT DELETED",
        "OR FLAGGED KEYWORD red",
        "SUBJECT number",
        "TEXT octopus",
        "UID 1:*",
        "SINCE 1-Jan-2020 SMALLER 100000",
        "UNANSWERED UNDRAFT",
        "YOUNGER 1000"
    };

    /** Numbers stay good while it uses them, unlike with SELECTED. */
    private static final String NOTIFY =
            "NOTIFY SET (selected-delayed (MessageNew MessageExpunge FlagChange)) (personal (MailboxName SubscriptionChange))";

    private final Random random;
    private final int index;
    private final Model model;
    private final boolean byUid;
    private final boolean condstore;
    private final String box;
    private final String aside;
    private final ImapStress world;
    private int number;

    /**
     * @param byUid whether it has given up sequence numbers
     * @param condstore whether it may speak of modseqs
     */
    Ideas(ImapStress world, Random random, int index, Model model, boolean byUid, boolean condstore) {
        this.world = world;
        this.random = random;
        this.index = index;
        this.model = model;
        this.byUid = byUid;
        this.condstore = condstore;
        box = world.name(ImapStress.BOX, index);
        aside = world.name(ImapStress.OTHER, index);
    }

    /** Something that leaves the mailbox selected. */
    Asked next() {
        int size = model.size();
        int dice = random.nextInt(100);
        if (size < 15 && dice < 60 || size == 0) {
            return Asked.of(append());
        }
        if (size > 80 && dice < 40) {
            return Asked.of(random.nextInt(3) == 0 ? expunge() : "UID STORE " + uids() + " +FLAGS (\\Deleted)");
        }
        return Asked.of(
                switch (dice / 4) {
                    case 0, 1 -> append();
                    case 2, 3, 4, 5 -> store();
                    case 6, 7, 8, 9 -> fetch();
                    case 10 -> search();
                    case 11 -> sort();
                    case 12, 13 -> expunge();
                    case 14 -> numbers("COPY") + (random.nextBoolean() ? box : aside);
                    case 15, 16 -> numbers("MOVE") + (random.nextInt(3) == 0 ? box : aside);
                    case 17 -> replace();
                    case 18 -> "NOOP";
                    case 19 -> "CHECK";
                    case 20 -> status();
                    case 21 -> folders();
                    case 22 -> rights();
                    case 23 -> "ESEARCH IN (mailboxes " + box + ") " + "RETURN (COUNT) " + key();
                    default ->
                        List.of("CAPABILITY", "ID NIL", "NAMESPACE", "GETQUOTAROOT " + box, NOTIFY)
                                .get(random.nextInt(5));
                });
    }

    private String flag() {
        return FLAGS[random.nextInt(FLAGS.length)];
    }

    private String key() {
        return KEYS[random.nextInt(KEYS.length)];
    }

    /** A message as a literal that does not wait. */
    private String literal() {
        String text = "From: client" + index + "@example.test\r\nSubject: number " + number++
                + "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n"
                + "an octopus\r\n".repeat(random.nextInt(50));
        return "{" + text.length() + "+}\r\n" + text;
    }

    private String append() {
        StringBuilder append = new StringBuilder("APPEND ").append(random.nextInt(4) == 0 ? aside : box);
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            append.append(random.nextBoolean() ? " (" + flag() + ")" : "");
            append.append(random.nextInt(3) == 0 ? " \"01-Feb-2026 10:00:00 +0100\"" : "");
            append.append(' ');
            append.append(random.nextInt(4) == 0 ? "CATENATE (TEXT " + literal() + ")" : literal());
        }
        return append.toString();
    }

    private String replace() {
        return (byUid || random.nextBoolean() ? "UID REPLACE " + uid() : "REPLACE " + sequence()) + " "
                + (random.nextInt(3) == 0 ? aside : box) + " " + literal();
    }

    private String store() {
        String condition = condstore && random.nextInt(3) == 0
                ? "(UNCHANGEDSINCE " + Math.max(1, world.referee().highest() - random.nextInt(20)) + ") "
                : "";
        String named = numbers("STORE");
        // Which message * is a client need not know, and then it does not know which flags it set.
        boolean isSilent = random.nextInt(3) == 0 && named.indexOf('*') < 0;
        return named + condition + List.of("+", "-", "").get(random.nextInt(3)) + "FLAGS" + (isSilent ? ".SILENT" : "")
                + " (" + flag() + " " + flag() + ")";
    }

    private String fetch() {
        String what = ITEMS[random.nextInt(ITEMS.length)];
        if (condstore && random.nextInt(3) == 0) {
            long since = Math.max(1, world.referee().highest() - random.nextInt(20));
            return numbers("FETCH") + "(FLAGS MODSEQ) (CHANGEDSINCE " + since + ")";
        }
        return numbers("FETCH") + what;
    }

    private String search() {
        String options = List.of(
                        "", "RETURN (MIN MAX COUNT) ", "RETURN (SAVE) ", "RETURN (ALL) ", "RETURN (UPDATE COUNT) ")
                .get(random.nextInt(5));
        return (byUid || random.nextBoolean() ? "UID SEARCH " : "SEARCH ") + options + key();
    }

    private String sort() {
        String uid = byUid || random.nextBoolean() ? "UID " : "";
        return random.nextBoolean()
                ? uid + "SORT (REVERSE DATE SUBJECT) UTF-8 " + key()
                : uid + "THREAD REFERENCES UTF-8 " + key();
    }

    private String expunge() {
        return random.nextBoolean() ? "EXPUNGE" : "UID EXPUNGE " + uids();
    }

    private String status() {
        return "STATUS " + (random.nextBoolean() ? box : aside) + " (MESSAGES UIDNEXT UIDVALIDITY UNSEEN SIZE DELETED)";
    }

    /** Mailboxes of its own, which come and go. */
    private String folders() {
        String name = "own" + index + "-" + random.nextInt(3);
        return switch (random.nextInt(8)) {
            case 0, 1 -> "CREATE " + name;
            case 2 -> "DELETE " + name;
            case 3 -> "RENAME " + name + " own" + index + "-" + random.nextInt(3);
            case 4 -> (random.nextBoolean() ? "SUBSCRIBE " : "UNSUBSCRIBE ") + box;
            case 5 -> "LSUB \"\" *";
            case 6 -> "LIST (SUBSCRIBED) \"\" (* %) RETURN (CHILDREN STATUS (MESSAGES))";
            default -> "LIST \"\" *";
        };
    }

    private String rights() {
        if (index % ImapStress.USERS == 0 && random.nextBoolean()) {
            // Whoever may only read may sometimes mark, too.
            return "SETACL " + box + " " + world.user(3) + " "
                    + List.of("lr", "lrs", "lrst").get(random.nextInt(3));
        }
        return List.of("MYRIGHTS " + box, "GETACL " + box, "LISTRIGHTS " + box + " " + world.user(1))
                .get(random.nextInt(3));
    }

    /** A command with some messages, by UID or by number, and a space. */
    private String numbers(String command) {
        return byUid || random.nextBoolean()
                ? "UID " + command + " " + uids() + " "
                : command + " " + sequences() + " ";
    }

    private int sequence() {
        return 1 + random.nextInt(model.size());
    }

    private String sequences() {
        return switch (random.nextInt(5)) {
            case 0 -> "1:" + Math.min(model.size(), 10);
            case 1 -> sequence() + "," + sequence();
            case 2 -> "*";
            case 3 -> sequence() + ":" + sequence();
            default -> Integer.toString(sequence());
        };
    }

    private long uid() {
        List<Long> uids = model.uids();
        return uids.isEmpty() ? 1 : uids.get(random.nextInt(uids.size()));
    }

    private String uids() {
        return switch (random.nextInt(5)) {
            case 0 -> uid() + ":" + uid();
            case 1 -> uid() + "," + uid();
            case 2 -> "*";
            case 3 -> uid() + "," + uid() + "," + uid();
            default -> Long.toString(uid());
        };
    }
}
