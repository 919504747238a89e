package org.mailbay.jmap.mail.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SnippetLengthTest {
    @Test
    void nothingIsTorn() {
        assertThat(SnippetLength.cut("a <mark>b</mark> &amp;")).isEqualTo("a <mark>b</mark> &amp;");
        assertThat(SnippetLength.cut("a".repeat(251) + "&amp;")).isEqualTo("a".repeat(251));
        assertThat(SnippetLength.cut("<mark>" + "日".repeat(100) + "</mark>"))
                .isEqualTo("<mark>" + "日".repeat(80) + "</mark>");
        assertThat(SnippetLength.cut("a".repeat(248) + "<mark>b</mark>")).isEqualTo("a".repeat(248));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            StringBuilder html = new StringBuilder();
            for (int i = 0; i < 80; i++) {
                html.append(
                        switch (random.nextInt(5)) {
                            case 0 -> "<mark>ß</mark>";
                            case 1 -> "&lt;";
                            case 2 -> "😀";
                            case 3 -> "日";
                            default -> "a";
                        });
            }
            String cut = SnippetLength.cut(html.toString());
            assertThat(cut.getBytes(StandardCharsets.UTF_8)).as("seed %s", seed).hasSizeBetween(200, 255);
            assertThat(cut.split("<mark>", -1).length).isEqualTo(cut.split("</mark>", -1).length);
            assertThat(cut.replaceAll("<mark>|</mark>|&lt;|😀|日|ß|a", "")).isEmpty();
        }
    }
}
