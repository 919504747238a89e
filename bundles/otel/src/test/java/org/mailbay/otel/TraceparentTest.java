package org.mailbay.otel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceparentTest {
    private static final String IDS = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

    @Test
    void readsIt() {
        assertThat(Traceparent.parse("00-" + IDS + "-01"))
                .contains(new Traceparent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true));
        assertThat(Traceparent.parse("00-" + IDS + "-02"))
                .hasValueSatisfying(one -> assertThat(one.isSampled()).isFalse());
        assertThat(Traceparent.parse("cc-" + IDS + "-01-what-comes-later")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-" + IDS + "-01",
                "00-" + IDS + "-01-more",
                "00-" + IDS + "-1",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                " 00-" + IDS + "-01",
                "00-" + IDS + "-01\n"
            })
    void whatIsNoneIsNone(String field) {
        assertThat(Traceparent.parse(field)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bob@example.org|*@example.org",
                "550 5.1.1 <bob.b+x@example.org>: nobody|550 5.1.1 <*@example.org>: nobody",
                "\"bob b\"@example.org|*@example.org",
                "a@b.example; c@d.example|*@b.example; *@d.example",
                "@|*@",
                "mx.example [192.0.2.1]:25|mx.example [192.0.2.1]:25",
                "ünï@example.org|*@example.org"
            })
    void addressesNameNobody(String text, String masked) {
        assertThat(Masked.of(text)).isEqualTo(masked);
    }

    @Test
    void maskingIsLinear() {
        String hostile = "a".repeat(200_000) + "@" + "\"".repeat(100_000) + "@@@@";
        assertThat(Masked.of(hostile)).startsWith("*@");
    }
}
