package org.mailbay.store.spi;

import java.util.Map;

/**
 * The text of an object, as search sees it.
 *
 * @param texts by field, such as {@code subject}: lower-case names of the type's own
 */
public record Document(Map<String, String> texts) {
    /** Characters of all texts together; what is longer is cut by who makes the document. */
    public static final int MAX_LENGTH = 4_000_000;

    public Document {
        texts = Map.copyOf(texts);
        long length = texts.values().stream().mapToLong(String::length).sum();
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException("text of " + length + " characters");
        }
    }
}
