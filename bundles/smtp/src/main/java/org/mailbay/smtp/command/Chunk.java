package org.mailbay.smtp.command;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mailbay.smtp.reply.Reply;

/**
 * The chunk of a BDAT command (RFC 3030 §2).
 *
 * @param size in octets
 * @param left octets still to come
 * @param isLast whether it ends the message
 * @param refusal what to answer when its octets have been thrown away; null when they are wanted
 */
public record Chunk(
        long size, long left, boolean isLast, @Nullable Reply refusal) {
    /** Reads the argument of BDAT; null when it breaks the grammar. */
    public static @Nullable Chunk parse(String argument) {
        String[] words = argument.toUpperCase(Locale.ROOT).split(" +");
        if (words.length > 2 || !words[0].matches("[0-9]{1,18}") || words.length == 2 && !words[1].equals("LAST")) {
            return null;
        }
        long size = Long.parseLong(words[0]);
        return new Chunk(size, size, words.length == 2, null);
    }

    public Chunk without(int octets) {
        return new Chunk(size, left - octets, isLast, refusal);
    }

    public Chunk refusedWith(Reply reply) {
        return new Chunk(size, left, isLast, reply);
    }
}
