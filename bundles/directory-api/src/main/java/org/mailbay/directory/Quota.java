package org.mailbay.directory;

import java.util.OptionalLong;

/**
 * How much an account may hold.
 *
 * @param bytes 0 is as much as it likes; empty is what the server says for all
 * @param source who said so
 */
public record Quota(OptionalLong bytes, Source source) {
    /** What the server says for all. */
    public static final Quota OF_SERVER = new Quota(OptionalLong.empty(), Source.SERVER);

    /** Who says how much. */
    public enum Source {
        /** The account has a quota of its own. */
        ACCOUNT,
        /** Its tenant has one for each account. */
        TENANT,
        /** Neither has. */
        SERVER
    }
}
