package org.mailbay.features.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;

class FeatureFileTest {
    private static FeatureFile parse(String json) throws AdminProblem {
        return FeatureFile.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFeatureIsRead() throws Exception {
        FeatureFile feature = parse("""
                {
                  // a comment is allowed, OSGi Compendium 8 §159.4
                  "feature-resource-version": "1.0",
                  "id": "com.example:stages:1.2.0",
                  "name": "Stages", "description": "x", "categories": ["spam"],
                  "bundles": [{"id": "com.example:one:1.0.0", "hash": "x"}, "com.example:two:1.1.0"],
                  "variables": {"host": "example.com", "unset": null},
                  "configurations": {
                    "example.one": {"points:Integer": 5, "words:String[]": ["a", "b"], "on": true, "at": "x.${host}"},
                    "net.listener~own": {"port": 7}
                  },
                  "extensions": {"more": {"kind": "optional", "type": "json", "json": {}}}
                }""");
        assertThat(feature.id()).hasToString("com.example:stages:1.2.0");
        assertThat(feature.bundles())
                .extracting(Coordinates::fileName)
                .containsExactly("one-1.0.0.jar", "two-1.1.0.jar");
        assertThat(feature.configurations())
                .isEqualTo(Map.of(
                        "example.one",
                        Map.of("points", 5L, "words", List.of("a", "b"), "on", true, "at", "x.example.com"),
                        "net.listener~own",
                        Map.of("port", 7L)));
        assertThat(Defaults.toml(feature.configurations())).isEqualTo("""
                [example.one]
                "at" = "x.example.com"
                "on" = true
                "points" = 5
                "words" = ["a", "b"]

                [net.listener."own"]
                "port" = 7

                """);
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        for (String json : List.of(
                "",
                "[]",
                "{",
                "{\"id\":\"a:b:1\",\"id\":\"a:b:2\"}",
                "{\"id\":\"ab\"}",
                "{}",
                "{\"id\":\"a:b:1\",\"bundle\":[]}",
                "{\"id\":\"a:b:1\",\"bundles\":{}}",
                "{\"id\":\"a:b:1\",\"bundles\":[{}]}",
                "{\"id\":\"a:b:1\",\"bundles\":[\"a:c:1\",\"a:c:1\"]}",
                "{\"id\":\"a:b:1\",\"bundles\":[\"../x:c:1/\"]}",
                "{\"id\":\"a:b:1\",\"extensions\":{\"x\":{\"kind\":\"mandatory\"}}}",
                "{\"id\":\"a:b:1\",\"configurations\":{\"x\":3}}",
                "{\"id\":\"a:b:1\",\"configurations\":{\"x]\\n[y\":{}}}",
                "{\"id\":\"a:b:1\",\"configurations\":{\"x\":{\"y\":{}}}}",
                "{\"id\":\"a:b:1\",\"configurations\":{\"x\":{\"y\":null}}}",
                "{\"id\":\"a:b:1\",\"configurations\":{\"x\":{\"y\":\"${z}\"}}}",
                "{\"id\":\"a:b:1\",\"configurations\":{\"x\":{\"y\":\"${z}\"}},\"variables\":{\"z\":null}}")) {
            assertThatThrownBy(() -> parse(json)).as(json).isInstanceOf(AdminProblem.class);
        }
    }

    @Test
    void aTextStaysATextWhateverIsInIt() throws Exception {
        String text = "a\"]\n[x]\ny = \\ \u0001";
        assertThat(Defaults.toml(Map.of("p", Map.of("k", text))))
                .isEqualTo("[p]\n\"k\" = \"a\\\"]\\u000a[x]\\u000ay = \\\\ \\u0001\"\n\n");
    }

    @Test
    void anIdHasThreeParts() throws Exception {
        assertThat(Coordinates.parse("org.apache.felix:org.apache.felix.scr:2.2.18")
                        .key())
                .isEqualTo("org.apache.felix:org.apache.felix.scr");
        assertThat(Coordinates.parse("a:b:jar:classes:1")).isEqualTo(new Coordinates("a", "b", "1"));
    }
}
