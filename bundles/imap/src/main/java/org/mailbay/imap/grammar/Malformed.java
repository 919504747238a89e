package org.mailbay.imap.grammar;

/** A command that the grammar does not know: answered by BAD and this text. */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isName;
    private final String code;

    /**
     * Says what is wrong with it.
     *
     * @param why shown to the client, by {@link Out#text}
     */
    public Malformed(String why) {
        this(why, false, "");
    }

    private Malformed(String why, boolean isName, String code) {
        super(why, null, false, false);
        this.isName = isName;
        this.code = code;
    }

    /** Sequence numbers, to a client that gave them up: RFC 9586 §3. */
    public static Malformed number() {
        return new Malformed("sequence numbers were given up by UIDONLY", false, "UIDREQUIRED");
    }

    /** A command whose answer has a code in brackets. */
    public static Malformed coded(String code, String why) {
        return new Malformed(why, false, code);
    }

    /** A string that is well-formed, but not the name of a mailbox. */
    static Malformed name(String why) {
        return new Malformed(why, true, "");
    }

    /** The response code; empty for none. */
    public String code() {
        return code;
    }

    /** Whether only the name of a mailbox is wrong, which is answered by NO. */
    public boolean isName() {
        return isName;
    }

    /** What is wrong with it. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
