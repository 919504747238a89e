package org.mailbay.admin.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.math.BigInteger;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private static final Shape.Fields USER = Shape.object(
            field("address", Shape.text(1, 10), "where mail goes"),
            optional("name", Shape.text(0, 5), "for people"),
            optional("ab", Shape.list(Shape.number(1, 9), 3), "numbers"),
            optional("password", Shape.secret(1, 100), "to log in"),
            optional("labels", Shape.map(Shape.flag()), "whatever"));

    private static List<String> faults(Shape shape, @Nullable Object value) {
        return shape.check(value).stream()
                .map(fault -> fault.at() + " " + fault.code())
                .toList();
    }

    @Test
    void whatIsRightHasNoFaults() {
        assertThat(USER.check(Map.of("address", "ann"))).isEmpty();
        assertThat(USER.check(
                        Map.of("address", "ann", "name", "", "ab", List.of(1, 9L, 3.0), "labels", Map.of("x/y", true))))
                .isEmpty();
        assertThat(Shape.instant().check("2026-11-22T20:15:00Z")).isEmpty();
        assertThat(Shape.anything().check(Map.of("x", List.of()))).isEmpty();
        assertThat(Shape.lines(0, 10).check("a\r\n\tb")).isEmpty();
    }

    @Test
    void aFaultNamesItsPlace() {
        assertThat(faults(USER, "text")).containsExactly(" wrong-type");
        assertThat(faults(USER, null)).containsExactly(" wrong-type");
        assertThat(faults(USER, Map.of())).containsExactly("/address missing");
        assertThat(faults(USER, Map.of("address", "ann", "adress/~", 1))).containsExactly("/adress~1~0 unknown-field");
        assertThat(faults(USER, Map.of("address", 5))).containsExactly("/address wrong-type");
        assertThat(faults(USER, Map.of("address", ""))).containsExactly("/address too-short");
        assertThat(faults(USER, Map.of("address", "x".repeat(11)))).containsExactly("/address too-long");
        assertThat(faults(USER, Map.of("address", "a\nb"))).containsExactly("/address control-character");
        assertThat(faults(USER, Map.of("address", "a\uD800b"))).containsExactly("/address control-character");
        assertThat(faults(USER, Map.of("address", "a", "ab", List.of(1, 0, "x"))))
                .containsExactly("/ab/1 out-of-range", "/ab/2 wrong-type");
        assertThat(faults(USER, Map.of("address", "a", "ab", List.of(1, 1, 1, 1))))
                .containsExactly("/ab too-many");
        assertThat(faults(USER, Map.of("address", "a", "labels", Map.of("x/y", 1))))
                .containsExactly("/labels/x~1y wrong-type");
    }

    @Test
    void numbersAreWholeAndInRange() {
        assertThat(faults(Shape.number(), 1.5)).containsExactly(" wrong-type");
        assertThat(faults(Shape.number(), -1)).containsExactly(" out-of-range");
        assertThat(faults(Shape.number(), new BigInteger("99999999999999999999")))
                .containsExactly(" out-of-range");
        assertThat(faults(Shape.number(), 1e30)).containsExactly(" out-of-range");
        assertThat(faults(Shape.number(), true)).containsExactly(" wrong-type");
        assertThat(faults(Shape.decimal(), "1")).containsExactly(" wrong-type");
        assertThat(faults(Shape.flag(), "true")).containsExactly(" wrong-type");
        assertThat(faults(Shape.instant(), "yesterday")).containsExactly(" no-time");
        assertThat(faults(Shape.oneOf("a", "b"), "c")).containsExactly(" unknown-word");
    }

    @Test
    void aPatchMayLackFieldsAndRemoveThoseThatMayBeMissing() {
        Map<String, @Nullable Object> removes = new HashMap<>();
        removes.put("name", null);
        assertThat(USER.patch().check(removes)).isEmpty();
        assertThat(faults(USER, removes)).contains("/name wrong-type");
        assertThat(faults(USER.patch(), Collections.singletonMap("address", null)))
                .containsExactly("/address wrong-type");
        assertThat(((Map<?, ?>) ((Map<?, ?>) USER.patch().schema().get("properties")).get("name")).get("type"))
                .isEqualTo(List.of("string", "null"));
    }

    @Test
    void thereIsAnEndToFaultsAndNames() {
        Map<String, Integer> many = IntStream.range(0, 5_000).boxed().collect(Collectors.toMap(i -> "n" + i, i -> i));
        assertThat(USER.check(many)).hasSize(20);
        assertThat(faults(Shape.map(Shape.number()), many)).containsExactly(" too-many");
        assertThat(USER.check(Map.of("x".repeat(5_000), 1)).toString()).hasSizeLessThan(1_000);
    }

    @Test
    void secretsAreMasked() {
        assertThat(USER.masked(Map.of("address", "ann", "password", "wonder", "name", "Ann")))
                .isEqualTo(Map.of("address", "ann", "password", "********", "name", "Ann"));
        assertThat(Shape.list(USER).masked(List.of(Map.of("password", "wonder"))))
                .isEqualTo(List.of(Map.of("password", "********")));
        assertThat(Shape.map(Shape.secret(1, 9)).masked(Map.of("a", "wonder")).toString())
                .doesNotContain("wonder");
    }

    @Test
    void schemas() {
        assertThat(USER.schema())
                .containsEntry("type", "object")
                .containsEntry("required", List.of("address"))
                .containsEntry("additionalProperties", false);
        assertThat(Shape.list(Shape.oneOf("a"), 5).schema())
                .isEqualTo(Map.of(
                        "type", "array", "maxItems", 5, "items", Map.of("type", "string", "enum", List.of("a"))));
        assertThat(Shape.secret(1, 9).schema()).containsEntry("format", "password");
        assertThatThrownBy(() -> field("no name", Shape.flag(), "")).isInstanceOf(IllegalArgumentException.class);
    }
}
