package org.mailbay.itests.transcripts;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP request, ready to be sent, also again. */
record Call(String method, String path, Map<String, String> fields, byte[] body, Block block) {
    private static final Pattern PAD = Pattern.compile("\\$\\{pad:(\\d+)}");

    /** What an {@code http request} block says. */
    static Call of(Block block, Variables variables) {
        String[] parts = variables.in(block.text()).split("\n\n", 2);
        String[] head = parts[0].split("\n");
        String[] words = head[0].split(" ");
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 1; i < head.length; i++) {
            int colon = head[i].indexOf(':');
            fields.put(head[i].substring(0, colon), head[i].substring(colon + 1).strip());
        }
        String path = words[1].replaceFirst("^https?://[^/]+", "");
        String body = parts.length < 2
                ? ""
                : PAD.matcher(parts[1])
                        .replaceAll(pad -> Matcher.quoteReplacement("x".repeat(Integer.parseInt(pad.group(1)))));
        return new Call(words[0], path, fields, body.getBytes(StandardCharsets.UTF_8), block);
    }
}
