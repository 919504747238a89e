package org.mailbay.itests.sync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailbay.itests.client.ImapClient;

/** An account on one of the two servers. */
final class Side implements AutoCloseable {
    private static final int PATIENCE = 120_000;

    /** What mbsync puts into the header of each message that it copies, to find it again; it changes nothing else. */
    private static final Pattern TUID = Pattern.compile("^X-TUID: [A-Za-z0-9+/]{12}\r\n", Pattern.MULTILINE);

    /** Messages of one APPEND. */
    private static final int TOGETHER = 50;

    private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
    private static final Pattern DATE = Pattern.compile("INTERNALDATE \"([^\"]*)\"");
    private static final Pattern UID = Pattern.compile("UID (\\d+)");
    private static final Pattern LITERAL = Pattern.compile("BODY\\[] \\{(\\d+)}\r\n");
    private static final Pattern LISTED = Pattern.compile("\\* LIST \\(([^)]*)\\) \"/\" (.*)");
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("ppd-MMM-yyyy HH:mm:ss Z", Locale.ROOT);

    /**
     * A message as it lies in a mailbox.
     *
     * @param text an octet a character
     */
    record Message(String text, Set<String> flags, OffsetDateTime received) {
        private static final Pattern ID =
                Pattern.compile("^Message-ID: *(.*)$", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

        /** What tells it from others. */
        String id() {
            return found(ID, text);
        }

        Message flagged(String... more) {
            Set<String> all = new TreeSet<>(flags);
            all.addAll(List.of(more));
            return new Message(text, all, received);
        }
    }

    private final ImapClient client;

    Side(int port, String user, String password) throws IOException {
        client = new ImapClient(port, PATIENCE);
        client.logIn(user, password);
    }

    void create(String mailbox) throws IOException {
        client.ok("CREATE " + mailbox);
    }

    void append(String mailbox, Collection<Message> messages) throws IOException {
        List<Message> all = List.copyOf(messages);
        for (int from = 0; from < all.size(); from += TOGETHER) {
            StringBuilder command = new StringBuilder("APPEND " + mailbox);
            for (Message message : all.subList(from, Math.min(all.size(), from + TOGETHER))) {
                // What is written is UTF-8, and so is every message here.
                String text = new String(message.text().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                command.append(" (" + String.join(" ", message.flags()) + ") \"" + FORM.format(message.received())
                        + "\" {" + message.text().length() + "+}\r\n" + text);
            }
            ImapClient.ok("APPEND", client.command(command.toString()));
        }
    }

    /** What a mailbox holds, by UID. */
    Map<Long, Message> messages(String mailbox) throws IOException {
        client.ok("EXAMINE " + mailbox);
        Map<Long, Message> messages = new TreeMap<>();
        String tag = client.begin("UID FETCH 1:* (FLAGS INTERNALDATE BODY.PEEK[])");
        for (String response : ImapClient.ok("FETCH", client.end(tag)).untagged("")) {
            Matcher literal = LITERAL.matcher(response);
            if (literal.find()) {
                int size = Integer.parseInt(literal.group(1));
                String rest = response.substring(0, literal.start()) + response.substring(literal.end() + size);
                messages.put(
                        Long.valueOf(found(UID, rest)),
                        new Message(
                                TUID.matcher(response.substring(literal.end(), literal.end() + size))
                                        .replaceFirst(""),
                                flags(found(FLAGS, rest)),
                                OffsetDateTime.parse(found(DATE, rest), FORM).withOffsetSameInstant(ZoneOffset.UTC)));
            }
        }
        return messages;
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException(text);
        }
        return matcher.group(1);
    }

    private static Set<String> flags(String flags) {
        Set<String> set = new TreeSet<>(List.of(flags.split(" ")));
        set.remove("\\Recent"); // of the session, not of the message
        set.remove("");
        return set;
    }

    /** The names of its mailboxes as they are on the wire. */
    Set<String> mailboxes() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String response : client.ok("LIST \"\" *").untagged("LIST ")) {
            Matcher matcher = LISTED.matcher(response);
            if (matcher.matches() && !matcher.group(1).toLowerCase(Locale.ROOT).contains("\\noselect")) {
                names.add(matcher.group(2).replace("\"", ""));
            }
        }
        return names;
    }

    /** All mailboxes, with all that is in them by its id, regardless of UIDs and order. */
    Map<String, Map<String, Message>> all() throws IOException {
        Map<String, Map<String, Message>> all = new TreeMap<>();
        for (String mailbox : mailboxes()) {
            Map<String, Message> byId = new TreeMap<>();
            for (Message message : messages('"' + mailbox + '"').values()) {
                if (byId.put(message.id(), message) != null) {
                    throw new IllegalStateException("twice in " + mailbox + ": " + message);
                }
            }
            all.put(mailbox, byId);
        }
        return all;
    }

    /** Adds a flag to messages, which are told by their ids. */
    void flag(String mailbox, Set<String> ids, String flag) throws IOException {
        List<String> uids = uids(mailbox, ids);
        client.ok("SELECT " + mailbox);
        for (int from = 0; from < uids.size(); from += TOGETHER) {
            client.ok("UID STORE " + String.join(",", uids.subList(from, Math.min(uids.size(), from + TOGETHER)))
                    + " +FLAGS.SILENT (" + flag + ")");
        }
        client.ok("UNSELECT");
    }

    void remove(String mailbox, Set<String> ids) throws IOException {
        flag(mailbox, ids, "\\Deleted");
        client.ok("SELECT " + mailbox);
        client.ok("EXPUNGE");
        client.ok("UNSELECT");
    }

    private List<String> uids(String mailbox, Set<String> ids) throws IOException {
        List<String> uids = new ArrayList<>();
        messages(mailbox).forEach((uid, message) -> {
            if (ids.contains(message.id())) {
                uids.add(Long.toString(uid));
            }
        });
        if (uids.size() != ids.size()) {
            throw new IllegalStateException(ids.size() + " wanted, found " + uids.size());
        }
        return uids;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
