package org.mailbay.admin.spi;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with a value. */
final class Checker {
    private static final int MOST = 20;
    private static final int MOST_NAMES = 1_000;
    private static final int LONGEST_NAME = 200;

    private final List<Fault> faults = new ArrayList<>();

    private Checker() {}

    static List<Fault> check(Shape shape, @Nullable Object value) {
        Checker checker = new Checker();
        checker.look(shape, value, "");
        return List.copyOf(checker.faults);
    }

    private void add(String pointer, String code, String detail) {
        if (faults.size() < MOST) {
            faults.add(Fault.body(pointer, code, detail));
        }
    }

    private void type(String pointer, String what) {
        add(pointer, "wrong-type", "This must be " + what + ".");
    }

    private void look(Shape shape, @Nullable Object value, String at) {
        switch (shape) {
            case Shape.Text text -> text(text, value, at);
            case Shape.Whole whole -> whole(whole, value, at);
            case Shape.Decimal ignored -> {
                if (!(value instanceof Number)) {
                    type(at, "a number");
                }
            }
            case Shape.Flag ignored -> {
                if (!(value instanceof Boolean)) {
                    type(at, "true or false");
                }
            }
            case Shape.Moment ignored -> moment(value, at);
            case Shape.OneOf oneOf -> {
                if (!(value instanceof String word) || !oneOf.words().contains(word)) {
                    add(at, "unknown-word", "This must be one of: " + String.join(", ", oneOf.words()) + ".");
                }
            }
            case Shape.Items items -> items(items, value, at);
            case Shape.Mapped mapped -> mapped(mapped, value, at);
            case Shape.Fields fields -> fields(fields, value, at);
            case Shape.Anything ignored -> {
                // whatever it is
            }
        }
    }

    private void text(Shape.Text shape, @Nullable Object value, String at) {
        if (!(value instanceof String text)) {
            type(at, "a text");
            return;
        }
        int length = text.codePointCount(0, text.length());
        if (length < shape.min()) {
            add(
                    at,
                    "too-short",
                    shape.min() == 1 ? "This must not be empty." : "This must have " + shape.min() + " characters.");
        } else if (length > shape.max()) {
            add(at, "too-long", "This must have at most " + shape.max() + " characters.");
        } else if (text.codePoints().anyMatch(c -> isBad(c, shape.lines()))) {
            add(at, "control-character", "This must not have control characters.");
        }
    }

    private static boolean isBad(int c, Shape.Text.Lines lines) {
        return switch (lines) {
            case ONE -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
            case MANY ->
                Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t'
                        || Character.getType(c) == Character.SURROGATE;
            case SECRET -> false;
        };
    }

    private void whole(Shape.Whole shape, @Nullable Object value, String at) {
        if (!(value instanceof Number number) || number instanceof Double real && real != Math.rint(real)) {
            type(at, "a whole number");
            return;
        }
        boolean isFar = number instanceof BigInteger || number instanceof Double real && Math.abs(real) > 1e15;
        if (isFar || number.longValue() < shape.min() || number.longValue() > shape.max()) {
            add(at, "out-of-range", "This must be a number from " + shape.min() + " to " + shape.max() + ".");
        }
    }

    private void moment(@Nullable Object value, String at) {
        try {
            if (value instanceof String text && text.length() <= 40) {
                OffsetDateTime.parse(text);
                return;
            }
        } catch (DateTimeException e) {
            // said below
        }
        add(at, "no-time", "This must be a time such as 2026-11-22T20:15:00Z.");
    }

    private void items(Shape.Items shape, @Nullable Object value, String at) {
        if (!(value instanceof List<?> list)) {
            type(at, "a list");
            return;
        }
        if (list.size() > shape.most()) {
            add(at, "too-many", "There may be at most " + shape.most() + " here.");
            return;
        }
        for (int i = 0; i < list.size() && faults.size() < MOST; i++) {
            look(shape.of(), list.get(i), at + '/' + i);
        }
    }

    private void mapped(Shape.Mapped shape, @Nullable Object value, String at) {
        if (!(value instanceof Map<?, ?> map)) {
            type(at, "an object");
            return;
        }
        if (map.size() > MOST_NAMES
                || map.keySet().stream().anyMatch(name -> name.toString().length() > LONGEST_NAME)) {
            add(at, "too-many", "There are too many names here, or too long ones.");
            return;
        }
        map.forEach((name, of) -> look(shape.of(), of, Fault.below(at, name.toString())));
    }

    private void fields(Shape.Fields shape, @Nullable Object value, String at) {
        if (!(value instanceof Map<?, ?> map)) {
            type(at, "an object");
            return;
        }
        Set<String> known = shape.fields().stream().map(Field::name).collect(Collectors.toSet());
        for (Object name : map.keySet()) {
            if (!known.contains(name.toString())) {
                add(
                        Fault.below(at, shortened(name.toString())),
                        "unknown-field",
                        unknown(shape, shortened(name.toString())));
            }
        }
        for (Field field : shape.fields()) {
            String pointer = Fault.below(at, field.name());
            if (!map.containsKey(field.name())) {
                if (field.isRequired() && !shape.isPatch()) {
                    add(pointer, "missing", "\"" + field.name() + "\" is missing: " + field.description() + ".");
                }
            } else if (map.get(field.name()) != null || field.isRequired() || !shape.isPatch()) {
                look(field.shape(), map.get(field.name()), pointer);
            }
        }
    }

    private static String shortened(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100);
    }

    private static String unknown(Shape.Fields shape, String name) {
        return "There is no field \"" + name + "\" here; there "
                + (shape.fields().isEmpty()
                        ? "are none."
                        : "are: " + shape.fields().stream().map(Field::name).collect(Collectors.joining(", ")) + ".");
    }
}
