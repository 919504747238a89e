package org.mailbay.smtp;

/** What was asked for is not done; the reply says why. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    Refusal(Reply reply) {
        super(reply.lines().getFirst(), null, false, false);
        this.reply = reply;
    }

    Refusal(int code, String status, String text) {
        this(Reply.of(code, status, text));
    }

    Reply reply() {
        return reply;
    }
}
