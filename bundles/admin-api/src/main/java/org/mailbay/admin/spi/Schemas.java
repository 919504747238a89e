package org.mailbay.admin.spi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes shapes as JSON Schema (draft 2020-12, which OpenAPI 3.1 uses). */
final class Schemas {
    private static final String TYPE = "type";

    private Schemas() {}

    static Map<String, Object> of(Shape shape) {
        Map<String, Object> schema = new LinkedHashMap<>();
        switch (shape) {
            case Shape.Text text -> text(schema, text);
            case Shape.Whole whole -> {
                schema.put(TYPE, "integer");
                schema.put("minimum", whole.min());
                if (whole.max() != Long.MAX_VALUE) {
                    schema.put("maximum", whole.max());
                }
            }
            case Shape.Decimal ignored -> schema.put(TYPE, "number");
            case Shape.Flag ignored -> schema.put(TYPE, "boolean");
            case Shape.Moment ignored -> {
                schema.put(TYPE, "string");
                schema.put("format", "date-time");
            }
            case Shape.OneOf oneOf -> {
                schema.put(TYPE, "string");
                schema.put("enum", oneOf.words());
            }
            case Shape.Items items -> {
                schema.put(TYPE, "array");
                schema.put("items", of(items.of()));
                schema.put("maxItems", items.most());
            }
            case Shape.Mapped mapped -> {
                schema.put(TYPE, "object");
                schema.put("additionalProperties", of(mapped.of()));
            }
            case Shape.Fields fields -> fields(schema, fields);
            case Shape.Anything ignored -> {
                // the empty schema allows everything
            }
        }
        return schema;
    }

    private static void text(Map<String, Object> schema, Shape.Text text) {
        schema.put(TYPE, "string");
        if (text.min() > 0) {
            schema.put("minLength", text.min());
        }
        schema.put("maxLength", text.max());
        if (text.lines() == Shape.Text.Lines.SECRET) {
            schema.put("format", "password");
            schema.put("writeOnly", true);
        }
    }

    private static void fields(Map<String, Object> schema, Shape.Fields shape) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Field field : shape.fields()) {
            Map<String, Object> property = of(field.shape());
            if (shape.isPatch() && !field.isRequired() && property.get(TYPE) instanceof String type) {
                property.put(TYPE, List.of(type, "null"));
            }
            property.put("description", field.description());
            properties.put(field.name(), property);
            if (field.isRequired() && !shape.isPatch()) {
                required.add(field.name());
            }
        }
        schema.put(TYPE, "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
    }
}
