package org.mailbay.config;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a metatype document (OSGi Compendium §105.8).
 *
 * <p>Read directly rather than by MetaTypeService, which does not tell bounds and sees a bundle only after it has been resolved.
 */
final class Metatype {
    private static final XMLInputFactory FACTORY = XMLInputFactory.newDefaultFactory();

    static {
        FACTORY.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        FACTORY.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    private final String bundle;
    private final Map<String, Map<String, Attribute>> classes = new HashMap<>();
    private final Map<String, String> descriptions = new HashMap<>();
    private final List<Schema> schemas = new ArrayList<>();
    private String current = "";
    private @Nullable Pending pending;
    private String pid = "";
    private boolean factory;

    private Metatype(String bundle) {
        this.bundle = bundle;
    }

    /** The schemas that a document designates. */
    static List<Schema> read(String bundle, InputStream document) throws IOException {
        Metatype metatype = new Metatype(bundle);
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(document, "UTF-8");
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> metatype.open(reader);
                    case XMLStreamConstants.END_ELEMENT -> metatype.close(reader.getLocalName());
                    default -> {
                        // text and comments say nothing here
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException("metatype of " + bundle, e);
        }
        return metatype.schemas;
    }

    private void open(XMLStreamReader reader) {
        switch (reader.getLocalName()) {
            case "OCD" -> {
                current = text(reader, "id", "");
                classes.put(current, new LinkedHashMap<>());
                descriptions.put(current, text(reader, "description", text(reader, "name", "")));
            }
            case "AD" -> pending = new Pending(reader);
            case "Option" -> {
                if (pending != null) {
                    pending.options.add(text(reader, "value", ""));
                }
            }
            case "Designate" -> {
                factory = reader.getAttributeValue(null, "factoryPid") != null;
                pid = text(reader, factory ? "factoryPid" : "pid", "");
            }
            case "Object" -> designate(text(reader, "ocdref", ""));
            default -> {
                // MetaData, Icon
            }
        }
    }

    private void close(String element) {
        Map<String, Attribute> attributes = classes.get(current);
        if (element.equals("AD") && pending != null && attributes != null) {
            Attribute attribute = pending.attribute();
            attributes.put(attribute.id(), attribute);
            pending = null;
        }
    }

    private void designate(String id) {
        Map<String, Attribute> attributes = classes.get(id);
        if (attributes != null) {
            schemas.add(new Schema(pid, factory, descriptions.getOrDefault(id, ""), attributes, bundle));
        }
    }

    private static String text(XMLStreamReader reader, String name, String otherwise) {
        String value = reader.getAttributeValue(null, name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    /** An attribute whose options are still to come. */
    private static final class Pending {
        private final String id;
        private final String type;
        private final boolean many;
        private final boolean required;
        private final @Nullable String fallback;
        private final @Nullable Double least;
        private final @Nullable Double most;
        private final String description;
        private final List<String> options = new ArrayList<>();

        Pending(XMLStreamReader reader) {
            id = text(reader, "id", "");
            type = text(reader, "type", "String");
            many = !text(reader, "cardinality", "0").equals("0");
            fallback = reader.getAttributeValue(null, "default");
            // A list without a default is an empty one.
            required = !many
                    && fallback == null
                    && !text(reader, "required", "true").equals("false");
            least = bound(reader.getAttributeValue(null, "min"));
            most = bound(reader.getAttributeValue(null, "max"));
            description = text(reader, "description", text(reader, "name", ""));
        }

        Attribute attribute() {
            boolean secret = type.equals("Password") || isSecret(id);
            return new Attribute(
                    id, kind(), many, required, secret, least, most, fallback, List.copyOf(options), description);
        }

        private Attribute.Kind kind() {
            return switch (type) {
                case "Integer", "Short", "Byte" -> Attribute.Kind.INTEGER;
                case "Long" -> Attribute.Kind.LONG;
                case "Double", "Float" -> Attribute.Kind.DOUBLE;
                case "Boolean" -> Attribute.Kind.BOOLEAN;
                default -> Attribute.Kind.TEXT;
            };
        }

        private static @Nullable Double bound(@Nullable String text) {
            return text == null || text.isEmpty() ? null : Double.valueOf(text);
        }

        private static boolean isSecret(String id) {
            String lower = id.toLowerCase(java.util.Locale.ROOT);
            return Arrays.asList("password", "secret", "token").stream().anyMatch(lower::contains);
        }
    }
}
