package org.mailbay.admin.spi;

import java.util.List;

/**
 * A parameter of the query, which may always be missing.
 *
 * @param shape of a text, number, flag, time or word
 * @param description half a sentence
 */
public record Parameter(String name, Shape shape, String description) {
    public Parameter {
        if (!name.matches("[a-zA-Z][a-zA-Z0-9-]{0,60}")) {
            throw new IllegalArgumentException("parameter " + name);
        }
        if (shape instanceof Shape.Fields
                || shape instanceof Shape.Items
                || shape instanceof Shape.Mapped
                || shape instanceof Shape.Anything) {
            throw new IllegalArgumentException("parameter " + name + " is no plain value");
        }
    }

    /** What is wrong with a value of the query: its texts are what JSON would have as numbers and flags. */
    List<Fault> check(String text) {
        Object value = switch (shape) {
            case Shape.Whole ignored when text.matches("-?[0-9]{1,18}") -> Long.parseLong(text);
            case Shape.Decimal ignored when text.matches("-?[0-9]{1,15}(\\.[0-9]{1,15})?") -> Double.parseDouble(text);
            case Shape.Flag ignored when text.equals("true") || text.equals("false") -> Boolean.parseBoolean(text);
            default -> text;
        };
        return shape.check(value).stream()
                .map(fault -> Fault.query(name, fault.code(), fault.detail()))
                .toList();
    }
}
