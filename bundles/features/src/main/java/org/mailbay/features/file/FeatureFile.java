package org.mailbay.features.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailbay.admin.spi.AdminProblem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A feature: bundles and their configuration.
 *
 * @param bundles in the order of the file
 * @param configurations by PID, {@code factory~name} for one of several; values are text, numbers, truth values and lists of them
 */
public record FeatureFile(Coordinates id, List<Coordinates> bundles, Map<String, Map<String, Object>> configurations) {
    private static final int MOST_BYTES = 1 << 20;
    private static final Set<String> KNOWN = Set.of(
            "feature-resource-version",
            "id",
            "name",
            "description",
            "docURL",
            "license",
            "SCM",
            "vendor",
            "categories",
            "complete",
            "bundles",
            "configurations",
            "variables",
            "extensions");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]{1,100})}");
    private static final Pattern PID = Pattern.compile("[A-Za-z0-9._-]{1,200}(~[A-Za-z0-9._-]{1,100})?");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,200}");

    /** OSGi Compendium 8 §159.4: comments are allowed; what is there twice is not. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    /**
     * Reads Feature JSON.
     *
     * @throws AdminProblem when it is none, or needs what is not known here
     */
    public static FeatureFile parse(byte[] json) throws AdminProblem {
        JsonNode root;
        try {
            root = json.length > MOST_BYTES ? null : JSON.readTree(json);
        } catch (JacksonException e) {
            throw malformed("it is no JSON: " + e.getOriginalMessage());
        }
        if (root == null || !root.isObject()) {
            throw malformed("it is no JSON object of at most " + MOST_BYTES + " bytes");
        }
        for (String name : root.propertyNames()) {
            if (!KNOWN.contains(name)) {
                throw malformed("there is nothing called \"" + name + "\" in a feature");
            }
        }
        extensions(root.path("extensions"));
        List<Coordinates> bundles = new ArrayList<>();
        for (JsonNode bundle : array(root.path("bundles"))) {
            bundles.add(Coordinates.parse((bundle.isString() ? bundle : bundle.path("id")).asString("")));
        }
        if (bundles.size() != Set.copyOf(bundles).size()) {
            throw malformed("it names a bundle twice");
        }
        return new FeatureFile(
                Coordinates.parse(root.path("id").asString("")),
                List.copyOf(bundles),
                configurations(root.path("configurations"), root.path("variables")));
    }

    /** OSGi Compendium 8 §159.7: who does not know a mandatory extension must refuse the feature. */
    private static void extensions(JsonNode extensions) throws AdminProblem {
        for (Map.Entry<String, JsonNode> extension : extensions.properties()) {
            if (extension.getValue().path("kind").asString("optional").equals("mandatory")) {
                throw malformed("its extension \"" + extension.getKey() + "\" is mandatory, and not known here");
            }
        }
    }

    private static Map<String, Map<String, Object>> configurations(JsonNode configurations, JsonNode variables)
            throws AdminProblem {
        Map<String, Map<String, Object>> read = new TreeMap<>();
        for (Map.Entry<String, JsonNode> configuration : configurations.properties()) {
            if (!PID.matcher(configuration.getKey()).matches()
                    || !configuration.getValue().isObject()) {
                throw malformed("\"" + configuration.getKey() + "\" is no configuration");
            }
            Map<String, Object> values = new TreeMap<>();
            for (Map.Entry<String, JsonNode> value : configuration.getValue().properties()) {
                // OSGi Compendium 8 §150: a name may have its type behind it; here the component's own schema knows it.
                String key = value.getKey().replaceFirst(":.*", "");
                if (!KEY.matcher(key).matches()) {
                    throw malformed("\"" + value.getKey() + "\" is no key of a configuration");
                }
                values.put(key, value(value.getValue(), variables));
            }
            read.put(configuration.getKey(), values);
        }
        return read;
    }

    private static Object value(JsonNode node, JsonNode variables) throws AdminProblem {
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            for (JsonNode element : node) {
                if (element.isArray()) {
                    throw malformed("a list in a list is no value of a configuration");
                }
                list.add(value(element, variables));
            }
            return list;
        }
        if (node.isString()) {
            return substituted(node.asString(), variables);
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        if (node.isNumber()) {
            return node.isIntegralNumber() ? (Object) node.asLong() : node.asDouble();
        }
        throw malformed("the value " + node + " is no text, number, truth value or list");
    }

    /** OSGi Compendium 8 §159.6: a variable without a value must be given one before. */
    private static String substituted(String text, JsonNode variables) throws AdminProblem {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            JsonNode value = variables.path(matcher.group(1));
            if (value.isMissingNode() || value.isNull()) {
                throw malformed("its variable \"" + matcher.group(1) + "\" has no value");
            }
            matcher.appendReplacement(out, Matcher.quoteReplacement(value.asString()));
        }
        return matcher.appendTail(out).toString();
    }

    private static Iterable<JsonNode> array(JsonNode node) throws AdminProblem {
        if (!node.isMissingNode() && !node.isArray()) {
            throw malformed("\"bundles\" is no list");
        }
        return node;
    }

    /** A refusal of a feature. */
    static AdminProblem malformed(String why) {
        return new AdminProblem(400, "malformed-feature", "This is no feature: " + why + ".");
    }

    /** As Feature JSON would have it, for answers. */
    public static Map<String, Object> said(
            Coordinates id,
            List<Map<String, Object>> bundles,
            Map<String, ?> configurations,
            Map<String, ?> variables) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("feature-resource-version", "1.0");
        said.put("id", id.toString());
        said.put("complete", true);
        said.put("bundles", bundles);
        said.put("configurations", configurations);
        said.put("variables", variables);
        return said;
    }
}
