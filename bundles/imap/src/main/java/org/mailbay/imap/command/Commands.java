package org.mailbay.imap.command;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.search.HeaderKeys;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Listening;

/** All commands by name. */
public final class Commands {
    private static final Map<String, Command> ALL = new HashMap<>();

    /** Those that may come after UID (RFC 9051 §6.4.9). */
    private static final Map<String, Command> BY_UID = new HashMap<>();

    static {
        // RFC 9051 §6.1: any state
        ALL.put("CAPABILITY", new Capability());
        ALL.put("NOOP", new Noop("NOOP", Command.ANY));
        ALL.put("LOGOUT", new Logout());
        ALL.put("ID", new Id());
        // §6.2: not authenticated
        ALL.put("STARTTLS", new StartTls());
        ALL.put("AUTHENTICATE", new Authenticate());
        ALL.put("LOGIN", new Login());
        // §6.3: authenticated
        ALL.put("ENABLE", new Enable());
        ALL.put("SELECT", new Select(false));
        ALL.put("EXAMINE", new Select(true));
        ALL.put("IDLE", new Idle());
        ALL.put("CREATE", new Create());
        ALL.put("DELETE", new Delete());
        ALL.put("RENAME", new Rename());
        ALL.put("SUBSCRIBE", new Subscribe(true));
        ALL.put("UNSUBSCRIBE", new Subscribe(false));
        ALL.put("LIST", new ListMailboxes(false));
        ALL.put("LSUB", new ListMailboxes(true));
        ALL.put("NAMESPACE", new Namespace());
        ALL.put("STATUS", new Status());
        ALL.put("APPEND", new Append());
        ALL.put("ESEARCH", new Esearch());
        ALL.put("NOTIFY", new Notify());
        ALL.put("GETMETADATA", new GetMetadata());
        ALL.put("SETMETADATA", new SetMetadata());
        ALL.put("GETJMAPACCESS", new GetJmapAccess());
        ALL.put("COMPRESS", new Compress());
        ALL.put("UNAUTHENTICATE", new Unauthenticate());
        for (Acl.Verb verb : Acl.Verb.values()) {
            ALL.put(verb.name(), new Acl(verb)); // RFC 4314
        }
        for (Quota.Verb verb : Quota.Verb.values()) {
            ALL.put(verb.name(), new Quota(verb)); // RFC 9208
        }
        // §6.4: selected
        ALL.put("CHECK", new Noop("CHECK", Command.SELECTED));
        ALL.put("CLOSE", new Close(true));
        ALL.put("UNSELECT", new Close(false));
        both("FETCH", new Fetch());
        HeaderKeys keys = new HeaderKeys();
        ALL.put("CANCELUPDATE", new CancelUpdate());
        both("SEARCH", new Search());
        both("SORT", new Sort(keys));
        both("THREAD", new Threads(keys));
        both("STORE", new Store());
        both("COPY", new Copy(false));
        both("MOVE", new Copy(true));
        both("EXPUNGE", new Expunge());
        both("REPLACE", new Replace());
        ALL.put("UIDBATCHES", new UidBatches());
    }

    private Commands() {}

    private static void both(String name, Command command) {
        ALL.put(name, command);
        BY_UID.put(name, command);
    }

    /**
     * A command that was named.
     *
     * @param name in capital letters, with {@code UID } before it if that was
     */
    public record Named(String name, Command command) {
        /** Whether it names messages by sequence number, or tells them so, and could by UID (RFC 9586 §3.2, §3.8). */
        public boolean isByNumber() {
            return BY_UID.containsKey(name) && !name.equals("EXPUNGE");
        }

        /** Whether it came with UID before it. */
        public boolean isUid() {
            return name.startsWith("UID ");
        }
    }

    /** Reads a command's name; empty when there is no such. */
    public static Optional<Named> read(Input input) throws Malformed {
        String word = input.word();
        if (!word.equals("UID")) {
            return Optional.ofNullable(ALL.get(word)).map(command -> new Named(word, command));
        }
        input.space();
        String name = input.word();
        return Optional.ofNullable(BY_UID.get(name)).map(command -> new Named("UID " + name, command));
    }

    /** What a session waits in while it idles. */
    public static Done.Dialogue idling() {
        return Idle.WAITING;
    }

    /** What nothing is to be told of any more, as {@link Listening#toBytes}. */
    public static byte[] deaf() {
        return new Notifications(NotifyGroups.NONE, null, false).toBytes();
    }

    /** What a client of another revision of this bundle listens for. */
    public static Listening listening(byte[] bytes) throws IOException {
        return Notifications.of(bytes);
    }

    /** What the server can, for the greeting. */
    public static String capabilities(Client client) {
        return Capability.line(client);
    }
}
