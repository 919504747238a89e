package org.mailbay.admin.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdminRequestTest {
    private static AdminRequest request(Map<String, Object> body) {
        return new AdminRequest(Actor.system("test"), Map.of(), Map.of(), body, new byte[0]);
    }

    @Test
    void valuesOfTheBody() throws Exception {
        AdminRequest request = request(Map.of("name", "Ann", "size", 5, "open", true, "tags", List.of("a", "b")));
        assertThat(request.text("name")).isEqualTo("Ann");
        assertThat(request.text("other", "x")).isEqualTo("x");
        assertThat(request.number("size", 1)).isEqualTo(5);
        assertThat(request.number("other", 1)).isEqualTo(1);
        assertThat(request.flag("open", false)).isTrue();
        assertThat(request.flag("other", true)).isTrue();
        assertThat(request.texts("tags")).containsExactly("a", "b");
        assertThat(request.texts("other")).isEmpty();
        assertThatThrownBy(() -> request.text("other")).hasMessage("The request needs a text \"other\".");
        assertThatThrownBy(() -> request.text("size", "")).hasMessage("\"size\" is a text.");
        assertThatThrownBy(() -> request.variable("none")).isInstanceOf(IllegalArgumentException.class);
    }

    /** The cases of RFC 7396 appendix A that are objects. */
    @Test
    void aMergePatch() {
        Map<String, Object> nothing = nulled("a");
        assertThat(request(Map.of("a", "c")).patched(Map.of("a", "b"))).isEqualTo(Map.of("a", "c"));
        assertThat(request(Map.of("b", "c")).patched(Map.of("a", "b"))).isEqualTo(Map.of("a", "b", "b", "c"));
        assertThat(request(nothing).patched(Map.of("a", "b"))).isEqualTo(Map.of());
        assertThat(request(nothing).patched(Map.of("a", "b", "b", "c"))).isEqualTo(Map.of("b", "c"));
        assertThat(request(Map.of("a", "c")).patched(Map.of("a", List.of("b")))).isEqualTo(Map.of("a", "c"));
        Map<String, Object> inner = nulled("c");
        inner.put("b", "d");
        assertThat(request(Map.of("a", inner)).patched(Map.of("a", Map.of("b", "c"))))
                .isEqualTo(Map.of("a", Map.of("b", "d")));
        assertThat(request(Map.of("a", List.of(1))).patched(Map.of("a", List.of(Map.of("b", "c")))))
                .isEqualTo(Map.of("a", List.of(1)));
        assertThat(request(Map.of("a", Map.of("bb", nulled("ccc")))).patched(Map.of()))
                .isEqualTo(Map.of("a", Map.of("bb", Map.of())));
    }

    private static Map<String, Object> nulled(String name) {
        Map<String, @Nullable Object> map = new HashMap<>();
        map.put(name, null);
        @SuppressWarnings("unchecked")
        Map<String, Object> removes = (Map<String, Object>) (Map<?, ?>) map;
        return removes;
    }
}
