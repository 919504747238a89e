package org.mailbay.admin.spi;

/** Is told how far something slow is; {@code GET work} shows it, and the command line draws a bar. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (_, _) -> {};

    /**
     * So much is done.
     *
     * @param done in any unit, and never less than before
     * @param total in the same unit; it may grow
     */
    void at(long done, long total);
}
