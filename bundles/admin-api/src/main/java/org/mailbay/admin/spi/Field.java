package org.mailbay.admin.spi;

/**
 * A field of an object.
 *
 * @param name camelCase; units belong to it: {@code quotaBytes}
 * @param description half a sentence, from which documentation, forms and help are made
 * @param isRequired whether an object without it is refused
 */
public record Field(String name, Shape shape, String description, boolean isRequired) {
    public Field {
        if (!name.matches("[a-zA-Z][a-zA-Z0-9-]{0,60}")) {
            throw new IllegalArgumentException("field " + name);
        }
    }
}
