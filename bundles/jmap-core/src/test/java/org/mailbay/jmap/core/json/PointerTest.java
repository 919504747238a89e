package org.mailbay.jmap.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PointerTest {
    private static final JsonNode ROOT = JsonMapper.shared()
            .readTree("{\"a\":[{\"b\":[1,2]},{\"b\":[3]}],\"0\":{\"*\":7},\"\":8,\"x~/y\":9,\"n\":null}");

    private static String at(String pointer) {
        return Pointer.parse(pointer)
                .flatMap(p -> p.in(ROOT))
                .map(JsonNode::toString)
                .orElse("nothing");
    }

    @Test
    void rfc6901_5_andTheStar() {
        assertThat(at("")).isEqualTo(ROOT.toString());
        assertThat(at("/a/0/b/1")).isEqualTo("2");
        assertThat(at("/a/*/b")).isEqualTo("[1,2,3]");
        assertThat(at("/a/*/b/0")).isEqualTo("[1,3]");
        assertThat(at("/a/*/b/*")).isEqualTo("[1,2,3]");
        assertThat(at("/0/*")).isEqualTo("7");
        assertThat(at("/")).isEqualTo("8");
        assertThat(at("/x~0~1y")).isEqualTo("9");
        assertThat(at("/n")).isEqualTo("null");
    }

    @Test
    void whatLeadsNowhere() {
        for (String pointer : new String[] {
            "a",
            "/b",
            "/a/2",
            "/a/-",
            "/a/-1",
            "/a/01",
            "/a/+1",
            "/a/1e0",
            "/a/99999999999",
            "/a/*/c",
            "/a/*/b/1",
            "/n/x",
            "/x~2",
            "/x~",
            "/".repeat(70)
        }) {
            assertThat(at(pointer)).as(pointer).isEqualTo("nothing");
        }
    }
}
