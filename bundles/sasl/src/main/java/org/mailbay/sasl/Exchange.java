package org.mailbay.sasl;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One exchange of a mechanism, from AUTH to its end (RFC 4422 §3).
 *
 * <p>The door is given with each call, so that a face can let go of its directory while the client thinks.
 *
 * @param <W> who is let in
 */
public final class Exchange<W> {
    /** Bytes of a response: what a line of 12,288 characters can hold. */
    static final int MAX_RESPONSE = Response.MAX_LINE / 4 * 3;

    private static final int MAX_STEPS = 6;

    private final Mechanism mechanism;
    private final Dialogue<W> dialogue;
    private int steps;
    private boolean over;

    Exchange(Mechanism mechanism, Dialogue<W> dialogue) {
        this.mechanism = mechanism;
        this.dialogue = dialogue;
    }

    /** For logs and metrics. */
    public Mechanism mechanism() {
        return mechanism;
    }

    /**
     * Begins.
     *
     * @param initial what the client sent along; null when it sent nothing, which is not the same as sending nothing on purpose
     */
    public Step<W> start(byte @Nullable [] initial, Door<W> door) throws IOException {
        if (steps > 0) {
            throw new IllegalStateException("has begun");
        }
        if (initial == null) {
            steps++;
            return new Step.Challenge<>(dialogue.opening());
        }
        return next(initial, door);
    }

    /**
     * Goes on with the client's answer to a challenge, decoded. When this throws, or anything but a challenge comes of it, it is over.
     *
     * @throws IOException when the directory is away, or failed: nothing was decided
     */
    public Step<W> next(byte[] response, Door<W> door) throws IOException {
        if (over) {
            throw new IllegalStateException("is over");
        }
        over = true;
        if (response.length > MAX_RESPONSE || ++steps > MAX_STEPS) {
            return new Step.Malformed<>("too long");
        }
        Step<W> step;
        try {
            step = dialogue.next(response, door);
        } catch (MalformedException e) {
            step = new Step.Malformed<>(String.valueOf(e.getMessage()));
        }
        over = !(step instanceof Step.Challenge);
        return step;
    }
}
