package org.mailbay.itests.stress;

/**
 * A command.
 *
 * @param text without its tag
 * @param keepsNumbers whether nothing may go while it runs (RFC 9051 §7.5.1)
 */
record Asked(String text, boolean keepsNumbers) {
    static Asked of(String text) {
        String word = text.split(" ")[0];
        return new Asked(text, word.equals("FETCH") || word.equals("STORE") || word.equals("SEARCH"));
    }

    /** Whether it asks for what it is then told. */
    boolean isFetch() {
        return text.startsWith("FETCH ") || text.startsWith("UID FETCH ");
    }
}
