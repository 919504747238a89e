package org.mailbay.admin.spi;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What values of JSON look like: checks them, and writes itself as JSON Schema (draft 2020-12).
 *
 * <p>A shape sees types, lengths and ranges. What only the feature knows (whether this is a domain, whether it is there) its handler
 * checks.
 */
public sealed interface Shape {
    /** A text of {@code min} to {@code max} characters. */
    record Text(int min, int max, Lines lines) implements Shape {
        /** What a text is made of. */
        public enum Lines {
            /** One line, without control characters. */
            ONE,
            /** Lines; of the control characters only line ends and tabs. */
            MANY,
            /** Whatever somebody typed, never shown and never logged. */
            SECRET
        }
    }

    /** A whole number. */
    record Whole(long min, long max) implements Shape {}

    /** Any number. */
    record Decimal() implements Shape {}

    /** True or false. */
    record Flag() implements Shape {}

    /** A time such as {@code 2026-11-22T20:15:00Z} (RFC 3339). */
    record Moment() implements Shape {}

    /** One of some words. */
    record OneOf(List<String> words) implements Shape {
        public OneOf {
            words = List.copyOf(words);
        }
    }

    /** A list of at most {@code most} values of a shape. */
    record Items(Shape of, int most) implements Shape {}

    /** An object with any names, at most 1,000, and values of a shape. */
    record Mapped(Shape of) implements Shape {}

    /**
     * An object with these fields and no others.
     *
     * @param isPatch whether all may be missing, and those that may be missing be null, which removes them (RFC 7396)
     */
    record Fields(List<Field> fields, boolean isPatch) implements Shape {
        public Fields {
            fields = List.copyOf(fields);
        }

        /** With these fields, too. */
        public Fields and(Field... more) {
            return new Fields(
                    Stream.concat(fields.stream(), List.of(more).stream()).toList(), isPatch);
        }

        /** As the body of a PATCH. */
        public Fields patch() {
            return new Fields(fields, true);
        }
    }

    /** Any value. */
    record Anything() implements Shape {}

    /** An object with these fields and no others. */
    static Fields object(Field... fields) {
        return new Fields(List.of(fields), false);
    }

    /** A field that must be there. */
    static Field field(String name, Shape shape, String description) {
        return new Field(name, shape, description, true);
    }

    /** A field that may be missing. */
    static Field optional(String name, Shape shape, String description) {
        return new Field(name, shape, description, false);
    }

    /** One line of text. */
    static Shape text(int min, int max) {
        return new Text(min, max, Text.Lines.ONE);
    }

    /** One line of text of at most 1,000 characters, mostly for answers. */
    static Shape text() {
        return text(0, 1_000);
    }

    /** Lines of text. */
    static Shape lines(int min, int max) {
        return new Text(min, max, Text.Lines.MANY);
    }

    /** A password, token or the like: masked wherever a request is kept. */
    static Shape secret(int min, int max) {
        return new Text(min, max, Text.Lines.SECRET);
    }

    /** A whole number from {@code min} to {@code max}. */
    static Shape number(long min, long max) {
        return new Whole(min, max);
    }

    /** A whole number from 0, mostly for answers. */
    static Shape number() {
        return number(0, Long.MAX_VALUE);
    }

    /** Any number. */
    static Shape decimal() {
        return new Decimal();
    }

    /** True or false. */
    static Shape flag() {
        return new Flag();
    }

    /** A time. */
    static Shape instant() {
        return new Moment();
    }

    /** One of these words. */
    static Shape oneOf(String... words) {
        return new OneOf(List.of(words));
    }

    /** A list of at most 10,000. */
    static Shape list(Shape of) {
        return list(of, 10_000);
    }

    /** A list of at most {@code most}. */
    static Shape list(Shape of, int most) {
        return new Items(of, most);
    }

    /** An object with any names. */
    static Shape map(Shape of) {
        return new Mapped(of);
    }

    /** Any value. */
    static Shape anything() {
        return new Anything();
    }

    /** What is wrong with a value, at most 20 faults; empty when it is right. */
    default List<Fault> check(@Nullable Object value) {
        return Checker.check(this, value);
    }

    /** This as a JSON Schema. */
    default Map<String, Object> schema() {
        return Schemas.of(this);
    }

    /** The value without its secrets: what may be kept of it. */
    default @Nullable Object masked(@Nullable Object value) {
        return Masks.of(this, value);
    }
}
