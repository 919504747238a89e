package org.mailbay.imap.fetch;

/** What became of an answer. */
public enum Outcome {
    /** It is written. */
    DONE,

    /** It is written, but a section is NIL because it could not be read; {@link FetchAnswers#failure} says why. */
    FAILED,

    /** The message is gone: nothing of it is written, or a section is NIL (RFC 5530 §3: EXPUNGEISSUED). */
    GONE,

    /** It is written, but a section is NIL because its encoding is unknown (RFC 3516 §4.3: the command is refused with UNKNOWN-CTE). */
    UNKNOWN_CTE
}
