package jmap;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What a client does. */
enum Case {
    OPEN_MAILBOX("open mailbox: newest 50", "\"receivedAt\"", 50) {
        @Override
        String calls(Box box, Letters letters, Random random) {
            return query(box, "", "") + get("0", "Email/query", "/ids", LIST);
        }
    },

    // RFC 8620 §3.7's own example, and what most clients send
    FOUR_CALLS("the four calls: 30 threads", "\"threadId\"", 30) {
        @Override
        String calls(Box box, Letters letters, Random random) {
            return query(box, "", ",\"collapseThreads\":true").replace("\"limit\":50", "\"limit\":30")
                    + get("0", "Email/query", "/ids", "\"threadId\"")
                    + ",[\"Thread/get\",{@,\"#ids\":{\"resultOf\":\"1\",\"name\":\"Email/get\",\"path\":\"/list/*/threadId\"}},\"2\"]"
                    + get("2", "Thread/get", "/list/*/emailIds", LIST);
        }
    },

    OPEN_MESSAGE("open message", "\"bodyValues\"", 1) {
        @Override
        String calls(Box box, Letters letters, Random random) {
            return "[\"Email/get\",{@,\"ids\":[\"" + any(box, random) + "\"],\"properties\":[" + LIST
                    + ",\"blobId\",\"messageId\",\"inReplyTo\",\"references\",\"cc\",\"bcc\",\"replyTo\",\"sentAt\",\"bodyValues\",\"htmlBody\",\"textBody\",\"attachments\"],"
                    + "\"fetchHTMLBodyValues\":true,\"fetchTextBodyValues\":true},\"0\"]";
        }
    },

    FLAG("set a keyword", "\"updated\":{\"", 1) {
        @Override
        String calls(Box box, Letters letters, Random random) {
            return box.nextFlip();
        }
    },

    SEARCH("search a word: newest 50", "\"ids\"", 1) {
        @Override
        String calls(Box box, Letters letters, Random random) {
            return query(box, ",\"text\":\"" + letters.word(random.nextInt(500, 2_500)) + "\"", "");
        }
    },

    CHANGES("changes after a delivery, get", "\"receivedAt\"", 1) {
        @Override
        String calls(Box box, Letters letters, Random random) {
            return "[\"Email/changes\",{@,\"sinceState\":\"" + box.olderState() + "\"},\"0\"]"
                    + get("0", "Email/changes", "/created", LIST);
        }
    },

    NOTHING_NEW("changes, nothing new", "\"newState\"", 1) {
        @Override
        String calls(Box box, Letters letters, Random random) {
            return "[\"Email/changes\",{@,\"sinceState\":\"" + box.state() + "\"},\"0\"]";
        }
    };

    private static final String LIST =
            "\"id\",\"threadId\",\"mailboxIds\",\"keywords\",\"from\",\"to\",\"subject\",\"receivedAt\",\"size\",\"preview\",\"hasAttachment\"";

    private final String title;
    private final byte[] mark;
    private final int least;

    Case(String title, String mark, int least) {
        this.title = title;
        this.mark = mark.getBytes(StandardCharsets.US_ASCII);
        this.least = least;
    }

    /** The next request's calls; {@code random} is the connection's own. */
    abstract String calls(Box box, Letters letters, Random random);

    String title() {
        return title;
    }

    /** Whether the last answer is what it must be. */
    boolean isRight(Http answer) {
        return answer.count(mark) >= least;
    }

    private static String query(Box box, String more, String arguments) {
        return "[\"Email/query\",{@,\"filter\":{\"inMailbox\":\"" + box.inbox() + "\"" + more
                + "},\"sort\":[{\"property\":\"receivedAt\",\"isAscending\":false}],\"limit\":50" + arguments + "},\"0\"]";
    }

    private static String get(String of, String name, String path, String properties) {
        return ",[\"Email/get\",{@,\"#ids\":{\"resultOf\":\"" + of + "\",\"name\":\"" + name + "\",\"path\":\"" + path
                + "\"},\"properties\":[" + properties + "]},\"" + (Integer.parseInt(of) + 1) + "\"]";
    }

    private static String any(Box box, Random random) {
        return box.ids()[random.nextInt(box.ids().length)];
    }
}
