package org.mailbay.jmap.smime;

import java.util.List;

/**
 * What came of verifying a message.
 *
 * @param errors why it failed, for people
 */
record Verdict(Status status, List<String> errors) {
    /** RFC 9219 §4.1. */
    enum Status {
        /** It claims to be S/MIME and is not signed as far as can be seen: encrypted, or nonsense. */
        UNKNOWN("unknown", 2),
        VERIFIED("signed/verified", 3),
        FAILED("signed/failed", 4);

        private final String text;

        private final int number;

        Status(String text, int number) {
            this.text = text;
            this.number = number;
        }

        /** As clients see it. */
        String text() {
            return text;
        }

        /** As it is stored, for ever ({@link org.mailbay.mail.Mail.OfEmail#SMIME}). */
        int number() {
            return number;
        }

        /** The one that is stored as {@code number}; what this revision does not know is unknown. */
        static Status of(long number) {
            for (Status status : values()) {
                if (status.number == number) {
                    return status;
                }
            }
            return UNKNOWN;
        }
    }

    static final Verdict UNKNOWN = new Verdict(Status.UNKNOWN, List.of());

    static final Verdict VERIFIED = new Verdict(Status.VERIFIED, List.of());

    Verdict {
        errors = List.copyOf(errors);
    }

    static Verdict failed(List<String> errors) {
        return new Verdict(Status.FAILED, errors);
    }
}
