package org.mailbay.itests.sync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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

    /** Messages of one APPEND. */
    private static final int TOGETHER = 50;

    private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
    private static final Pattern DATE = Pattern.compile("INTERNALDATE \"([^\"]*)\"");
    private static final Pattern UID = Pattern.compile("UID (\\d+)");
    private static final Pattern LITERAL = Pattern.compile("BODY\\[] \\{(\\d+)}\r\n");
    private static final Pattern LISTED = Pattern.compile("\\* LIST \\(([^)]*)\\) \"/\" (.*)");
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("d-MMM-yyyy HH:mm:ss Z", Locale.ROOT);

    /**
     * A message as it lies in a mailbox.
     *
     * @param text an octet a character
     */
    record Message(String text, Set<String> flags, OffsetDateTime received) {
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
            client.ok(command.toString());
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
                                response.substring(literal.end(), literal.end() + size),
                                flags(found(FLAGS, rest)),
                                OffsetDateTime.parse(found(DATE, rest).strip(), FORM)
                                        .withOffsetSameInstant(ZoneOffset.UTC)));
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

    /** All mailboxes, with all that is in them, regardless of UIDs and order. */
    Map<String, Map<String, Message>> all() throws IOException {
        Map<String, Map<String, Message>> all = new TreeMap<>();
        for (String mailbox : mailboxes()) {
            Map<String, Message> byText = new HashMap<>();
            for (Message message : messages('"' + mailbox + '"').values()) {
                if (byText.put(message.text(), message) != null) {
                    throw new IllegalStateException("twice in " + mailbox + ": " + message);
                }
            }
            all.put(mailbox, byText);
        }
        return all;
    }

    /** Adds a flag to messages, which are told by their text. */
    void flag(String mailbox, Set<String> texts, String flag) throws IOException {
        List<String> uids = uids(mailbox, texts);
        client.ok("SELECT " + mailbox);
        for (int from = 0; from < uids.size(); from += TOGETHER) {
            client.ok("UID STORE " + String.join(",", uids.subList(from, Math.min(uids.size(), from + TOGETHER)))
                    + " +FLAGS.SILENT (" + flag + ")");
        }
        client.ok("UNSELECT");
    }

    void remove(String mailbox, Set<String> texts) throws IOException {
        flag(mailbox, texts, "\\Deleted");
        client.ok("SELECT " + mailbox);
        client.ok("EXPUNGE");
        client.ok("UNSELECT");
    }

    private List<String> uids(String mailbox, Set<String> texts) throws IOException {
        List<String> uids = new ArrayList<>();
        messages(mailbox).forEach((uid, message) -> {
            if (texts.contains(message.text())) {
                uids.add(Long.toString(uid));
            }
        });
        if (uids.size() != texts.size()) {
            throw new IllegalStateException(texts.size() + " wanted, found " + uids.size());
        }
        return uids;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
