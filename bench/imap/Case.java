package imap;

import java.io.IOException;
import java.util.Random;
import jmap.Letters;

/** What a client does with a mailbox of many messages. */
enum Case {
    CONNECT("connect, LOGIN, SELECT") {
        @Override
        void once(Box box, Client client, Random random) throws IOException {
            try (Client another = box.peer().login(1)) {
                another.command("SELECT INBOX");
            }
        }
    },

    SELECT("SELECT, UNSELECT") {
        @Override
        void once(Box box, Client client, Random random) throws IOException {
            client.command("SELECT INBOX");
            check(client.exists() == box.size(), "EXISTS");
            client.command("UNSELECT");
        }

        @Override
        void after(Client client) throws IOException {
            client.command("SELECT INBOX");
        }
    },

    FLAGS("FETCH flags of all") {
        @Override
        void once(Box box, Client client, Random random) throws IOException {
            client.command("FETCH 1:* (UID FLAGS)");
            check(client.untagged() >= box.size(), "a line a message");
        }
    },

    ENVELOPES("FETCH envelopes of all") {
        @Override
        void once(Box box, Client client, Random random) throws IOException {
            client.command("FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)");
            check(client.untagged() >= box.size(), "a line a message");
        }
    },

    NEWEST("FETCH 50 newest, BODYSTRUCTURE") {
        @Override
        void once(Box box, Client client, Random random) throws IOException {
            client.command(
                    "FETCH " + (box.size() - 49) + ":* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)");
            check(client.untagged() >= 50, "a line a message");
        }
    },

    BODIES("FETCH 1,000 bodies in a row") {
        @Override
        void once(Box box, Client client, Random random) throws IOException {
            int from = 1 + random.nextInt(box.size() - 999);
            client.command("FETCH " + from + ":" + (from + 999) + " (UID BODY.PEEK[])");
            check(client.untagged() >= 1_000, "a line a message");
        }
    },

    BODY("FETCH one body") {
        @Override
        void once(Box box, Client client, Random random) throws IOException {
            client.command("FETCH " + (1 + random.nextInt(box.size())) + " (UID BODY.PEEK[])");
            check(client.untagged() >= 1, "a line");
        }
    },

    SEARCH_FROM("SEARCH UNSEEN FROM") {
        @Override
        void once(Box box, Client client, Random random) throws IOException {
            box.search(client, "UNSEEN FROM", random);
        }
    },

    SEARCH_SUBJECT("SEARCH SUBJECT") {
        @Override
        void once(Box box, Client client, Random random) throws IOException {
            box.search(client, "SUBJECT", random);
        }
    },

    SEARCH_TEXT("SEARCH TEXT") {
        @Override
        void once(Box box, Client client, Random random) throws IOException {
            box.search(client, "TEXT", random);
        }
    },

    STORE("STORE one flag") {
        @Override
        void once(Box box, Client client, Random random) throws IOException {
            client.command("STORE " + (1 + random.nextInt(box.size())) + (random.nextBoolean() ? " +" : " -")
                    + "FLAGS.SILENT (\\Flagged)");
        }
    };

    private final String title;

    Case(String title) {
        this.title = title;
    }

    /** Does it once; {@code client} has the mailbox selected. */
    abstract void once(Box box, Client client, Random random) throws IOException;

    /** What the next case needs. */
    void after(Client client) throws IOException {}

    String title() {
        return title;
    }

    private static void check(boolean isRight, String what) throws IOException {
        if (!isRight) {
            throw new IOException("not what was asked for: " + what);
        }
    }

    /** A mailbox with so many messages: the inbox of u1. */
    record Box(Peer peer, Letters letters, int size) {
        private void search(Client client, String key, Random random) throws IOException {
            client.command("SEARCH " + key + " " + letters.word(random.nextInt(500, 2_500)));
            check(client.hits() >= 1, "a message is found");
        }
    }
}
