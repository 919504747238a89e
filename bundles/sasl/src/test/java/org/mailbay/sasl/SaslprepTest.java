package org.mailbay.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SaslprepTest {
    @Test
    void rfc4013_3_theExamples() {
        assertThat(Saslprep.prepare("I\u00adX")).contains("IX");
        assertThat(Saslprep.prepare("user")).contains("user");
        assertThat(Saslprep.prepare("USER")).contains("USER");
        assertThat(Saslprep.prepare("\u00aa")).contains("a");
        assertThat(Saslprep.prepare("\u2168")).contains("IX");
        assertThat(Saslprep.prepare("\u0007")).isEmpty();
        assertThat(Saslprep.prepare("\u0627\u0031")).isEmpty();
    }

    @Test
    void spellingsAreOne() {
        assertThat(Saslprep.prepare("mu\u0308ller")).isEqualTo(Saslprep.prepare("m\u00fcller"));
        assertThat(Saslprep.prepare("a\u00a0b\u3000c")).contains("a b c");
        assertThat(Saslprep.prepare("\u0627\u0031\u0628")).contains("\u0627\u0031\u0628");
        assertThat(Saslprep.prepare("\ud83d\udd11 key")).contains("\ud83d\udd11 key");
    }

    @Test
    void whatMayNotBeIsNot() {
        for (String text : new String[] {
            "",
            "\u00ad",
            "a\0",
            "a\u007f",
            "a\u0085",
            "a\u2028",
            "\ue000",
            "\ufdd0",
            "\uffff",
            "\ud800",
            "\ufffd",
            "\u200e",
            "\u202ea",
            "\udb40\udc01",
            "\u0627a\u0628",
            "\u06dd"
        }) {
            assertThat(Saslprep.prepare(text)).as(text).isEmpty();
        }
        assertThat(Saslprep.password("a\u0007")).isEqualTo("a\u0007");
    }
}
