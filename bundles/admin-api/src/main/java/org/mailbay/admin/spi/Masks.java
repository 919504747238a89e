package org.mailbay.admin.spi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes secrets out of values. */
final class Masks {
    private static final String MASK = "********";

    private Masks() {}

    static @Nullable Object of(Shape shape, @Nullable Object value) {
        return switch (shape) {
            case Shape.Text text when text.lines() == Shape.Text.Lines.SECRET -> value == null ? null : MASK;
            case Shape.Items items
            when value instanceof List<?> list ->
                list.stream().map(item -> of(items.of(), item)).toList();
            case Shape.Mapped mapped
            when value instanceof Map<?, ?> map -> {
                Map<String, @Nullable Object> masked = new LinkedHashMap<>();
                map.forEach((name, of) -> masked.put(String.valueOf(name), of(mapped.of(), of)));
                yield masked;
            }
            case Shape.Fields fields
            when value instanceof Map<?, ?> map -> {
                Map<String, @Nullable Object> masked = new LinkedHashMap<>();
                for (Field field : fields.fields()) {
                    if (map.containsKey(field.name())) {
                        masked.put(field.name(), of(field.shape(), map.get(field.name())));
                    }
                }
                yield masked;
            }
            default -> value;
        };
    }
}
