package org.mailbay.itests.imap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a script has captured: {@code ${name}}. */
final class Names {
    private static final Pattern NAME = Pattern.compile("\\$\\{([^}]+)}");
    private static final Pattern HOLE = Pattern.compile("\\$\\{([^}]+)}|\\.\\.\\.");
    /** Octets of {@code ${hex 00}} on their way through text. */
    private static final char OCTETS = '\uf700';

    private final Map<String, String> values = new LinkedHashMap<>();

    void put(String name, String value) {
        values.put(name, value);
    }

    /** What a client says, with what is known put in. */
    String in(String text) {
        return NAME.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))));
    }

    private String value(String name) {
        String[] words = name.split(" ", 3);
        if (words[0].equals("hex")) {
            StringBuilder octets = new StringBuilder();
            for (byte octet : HexFormat.of().parseHex(words[1])) {
                octets.append((char) (OCTETS + (octet & 0xff)));
            }
            return octets.toString();
        }
        if (words[0].equals("repeat")) {
            return words[2].repeat(Integer.parseInt(words[1]));
        }
        if (name.startsWith("#")) {
            return Integer.toString(value(name.substring(1)).length());
        }
        int sign = Math.max(name.indexOf('+'), name.indexOf('-'));
        String value = values.get(sign < 0 ? name : name.substring(0, sign));
        if (value == null) {
            throw new IllegalArgumentException("nothing is known as " + name);
        }
        return sign < 0 ? value : Long.toString(Long.parseLong(value) + Long.parseLong(name.substring(sign)));
    }

    /** The octets of a text, in UTF-8 but for those of {@code ${hex}}. */
    static byte[] octets(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text.codePoints().forEach(c -> {
            if (c >= OCTETS && c <= OCTETS + 0xff) {
                bytes.write(c - OCTETS);
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    /**
     * Whether a word is as expected. {@code ...} is anything; a name that is not known yet captures, {@code ${b>a}} only what is greater than
     * what is known as a.
     */
    boolean matches(String expected, String actual) {
        if (!expected.contains("${") && !expected.contains("...")) {
            return expected.equals(actual);
        }
        StringBuilder pattern = new StringBuilder();
        Map<String, String> groups = new LinkedHashMap<>();
        Matcher hole = HOLE.matcher(expected);
        int at = 0;
        while (hole.find()) {
            pattern.append(Pattern.quote(expected.substring(at, hole.start())));
            at = hole.end();
            String name = hole.group(1);
            if (name == null) {
                pattern.append(".*");
            } else if (isKnown(name)) {
                pattern.append(Pattern.quote(value(name)));
            } else {
                groups.put("g" + groups.size(), name);
                pattern.append("(?<g").append(groups.size() - 1).append(">.+?)");
            }
        }
        pattern.append(Pattern.quote(expected.substring(at)));
        Matcher matcher = Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(actual);
        if (!matcher.matches()) {
            return false;
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (Map.Entry<String, String> group : groups.entrySet()) {
            String[] sides = group.getValue().split(">");
            String value = matcher.group(group.getKey());
            if (sides.length == 2 && !isGreater(value, sides[1])) {
                return false;
            }
            found.put(sides[0], value);
        }
        values.putAll(found);
        return true;
    }

    private boolean isKnown(String name) {
        return !name.contains(">")
                && (values.containsKey(name.split("[+-]")[0]) || name.contains(" ") || name.startsWith("#"));
    }

    private boolean isGreater(String value, String than) {
        return value.matches("\\d{1,18}") && Long.parseLong(value) > Long.parseLong(value(than));
    }

    Map<String, String> known() {
        return new LinkedHashMap<>(values);
    }

    void restore(Map<String, String> known) {
        values.clear();
        values.putAll(known);
    }
}
