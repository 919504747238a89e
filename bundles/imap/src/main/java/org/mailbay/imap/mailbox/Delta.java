package org.mailbay.imap.mailbox;

/**
 * What happened between two views of a mailbox.
 *
 * @param to the later one
 * @param vanished UIDs that the earlier one has and {@code to} has not, ascending
 * @param changed UIDs of messages that are in both and may have other flags, ascending
 */
public record Delta(View to, long[] vanished, long[] changed) {
    /** Whether messages have gone. */
    public boolean hasVanished() {
        return vanished.length > 0;
    }
}
