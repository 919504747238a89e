package org.mailbay.imap.grammar;

import org.jspecify.annotations.Nullable;
import org.mailbay.net.spi.Want;

/** What follows from what a client sent. */
public sealed interface Step {

    /**
     * The command goes on.
     *
     * @param want what to wait for
     */
    record More(Want want) implements Step {}

    /**
     * The client waits to be told to send a literal: say {@code +} to it.
     *
     * @param want what to wait for
     */
    record Go(Want want) implements Step {}

    /**
     * A command is complete; after it, wait for {@link CommandReader#next}.
     *
     * @param input before the tag
     */
    record Command(Input input) implements Step {}

    /**
     * A command that never will be complete: answer it.
     *
     * @param tag {@code *} when it has none
     * @param status NO or BAD
     * @param code what stands in brackets; null for none
     * @param text for people
     * @param want what to wait for
     */
    record Refusal(String tag, String status, @Nullable String code, String text, Want want) implements Step {}

    /**
     * No way to go on: say BYE and close.
     *
     * @param code what stands in brackets
     * @param text for people
     */
    record Over(String code, String text) implements Step {}
}
