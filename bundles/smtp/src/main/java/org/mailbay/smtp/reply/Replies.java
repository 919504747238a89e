package org.mailbay.smtp.reply;

import org.mailbay.net.spi.Protocol.Unavailable;

/** What the server says more than once, and how the house's three words of failure sound in SMTP. */
public final class Replies {
    public static final Reply OK = Reply.of(250, "2.0.0", "Ok");
    public static final Reply NOT_HERE = Reply.of(451, "4.3.2", "A part of this server is being replaced, try again");
    public static final Reply FAILED = Reply.of(451, "4.3.0", "Local error, try again");
    public static final Reply TOO_BIG = Reply.of(552, "5.3.4", "Message too big");
    public static final Reply HEADER_TOO_BIG = Reply.of(554, "5.6.0", "Too many header fields, or too long ones");
    public static final Reply TOO_MUCH =
            Reply.of(451, "4.7.1", "You have sent to too many recipients lately, try again later");
    public static final Reply BARE_LINE_END =
            Reply.of(550, "5.6.0", "Bare CR or LF in message (RFC 5321 section 2.3.8)");

    private Replies() {}

    /** The peer broke the grammar. */
    public static Reply malformed(String why) {
        return Reply.of(501, "5.5.4", "Syntax: " + why);
    }

    public static Reply unavailable(Unavailable why, String host) {
        return switch (why) {
            case SHUTTING_DOWN -> Reply.of(421, "4.3.2", host + " Service not available, closing");
            case BUSY -> Reply.of(421, "4.7.0", host + " Too many connections");
            case IDLE_TIMEOUT -> Reply.of(421, "4.4.2", host + " Timeout, closing");
        };
    }
}
