package org.mailbay.imap.search;

import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;

/** How messages become threads. */
public enum ThreadAlgorithm {
    /** By subject, then by date (RFC 5256 §3). */
    ORDEREDSUBJECT,
    /** By what they refer to, then by subject (RFC 5256 §3). */
    REFERENCES,
    /** By what they refer to only; the thread with the newest message comes last, as Internet-Draft morg-inthread has it. */
    REFS;

    /** A search whose result is threaded. */
    public record Program(ThreadAlgorithm algorithm, SearchProgram search) {
        /** Reads the arguments of THREAD from behind its space (RFC 5256 §3). */
        public static Program read(Input in) throws Malformed, SearchRefused {
            String word = in.word();
            for (ThreadAlgorithm algorithm : values()) {
                if (algorithm.name().equals(word)) {
                    in.space();
                    return new Program(algorithm, SearchProgram.afterCharset(in, null));
                }
            }
            throw new Malformed("unknown threading algorithm " + word);
        }
    }
}
