package org.mailbay.imap.grammar;

/** A command that the grammar does not know: answered by BAD and this text. */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong with it.
     *
     * @param why shown to the client, by {@link Out#text}
     */
    public Malformed(String why) {
        super(why, null, false, false);
    }

    /** What is wrong with it. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
