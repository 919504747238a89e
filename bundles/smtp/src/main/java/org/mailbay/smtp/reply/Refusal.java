package org.mailbay.smtp.reply;

import java.util.List;

/** What was asked for is not done; the reply says why. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;
    private final transient List<String> steps;

    public Refusal(Reply reply) {
        this(reply, List.of());
    }

    /** @param steps how it came to that, for the trace */
    public Refusal(Reply reply, List<String> steps) {
        super(reply.lines().getFirst(), null, false, false);
        this.reply = reply;
        this.steps = steps;
    }

    public Refusal(int code, String status, String text) {
        this(Reply.of(code, status, text));
    }

    public Reply reply() {
        return reply;
    }

    public List<String> steps() {
        return steps;
    }
}
