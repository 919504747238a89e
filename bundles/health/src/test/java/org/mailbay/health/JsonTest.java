package org.mailbay.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void writesWhatAnswersNeed() {
        assertThat(Json.write(Map.of("b", List.of(1, true), "a", "x"))).isEqualTo("{\"a\":\"x\",\"b\":[1,true]}");
    }

    @Test
    void escapesWhateverAMessageHolds() {
        assertThat(Json.write("\"\\\n\u0001\ud800 \ud83d\ude00"))
                .isEqualTo("\"\\\"\\\\\\n\\u0001\\ud800 \ud83d\ude00\"");
    }
}
