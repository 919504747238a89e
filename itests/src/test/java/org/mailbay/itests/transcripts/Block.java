package org.mailbay.itests.transcripts;

import java.util.Map;

/**
 * A fenced block that does something.
 *
 * @param kind such as {@code json}, {@code http} or {@code eml}
 * @param word what it does, such as {@code request}
 * @param options the words with {@code =} of its info string
 * @param where file and line, for people
 */
record Block(String kind, String word, Map<String, String> options, String text, String where) {
    boolean is(String otherKind, String otherWord) {
        return kind.equals(otherKind) && word.equals(otherWord);
    }
}
