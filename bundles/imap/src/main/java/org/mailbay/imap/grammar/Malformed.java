package org.mailbay.imap.grammar;

/** A command that the grammar does not know: answered by BAD and this text. */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isName;

    /**
     * Says what is wrong with it.
     *
     * @param why shown to the client, by {@link Out#text}
     */
    public Malformed(String why) {
        this(why, false);
    }

    private Malformed(String why, boolean isName) {
        super(why, null, false, false);
        this.isName = isName;
    }

    /** A string that is well-formed, but not the name of a mailbox. */
    static Malformed name(String why) {
        return new Malformed(why, true);
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
