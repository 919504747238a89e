package org.mailbay.jmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatesTest {
    @Test
    void rfc8620_1_4_itsExamples() {
        assertThat(Dates.date("2014-10-30T14:12:00+08:00")).contains(OffsetDateTime.parse("2014-10-30T14:12:00+08:00"));
        assertThat(Dates.utc("2014-10-30T06:12:00Z")).contains(Instant.parse("2014-10-30T06:12:00Z"));
    }

    @Test
    void fractionsAlsoThoseThatJavaScriptWrites() {
        assertThat(Dates.utc("2014-10-30T06:12:00.110Z")).contains(Instant.ofEpochMilli(1_414_649_520_110L));
        assertThat(Dates.utc("2014-10-30T06:12:00.000Z")).contains(Instant.ofEpochMilli(1_414_649_520_000L));
        assertThat(Dates.utc("2014-10-30T06:12:00.05Z")).contains(Instant.ofEpochMilli(1_414_649_520_050L));
        assertThat(Dates.utc("2014-10-30T06:12:00.123456789Z")).isPresent();
        assertThat(Dates.utc("0000-01-01T00:00:00Z")).isPresent();
        assertThat(Dates.utc("9999-12-31T23:59:59Z")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2014-10-30t06:12:00Z",
                "2014-10-30T06:12:00z",
                "2014-10-30 06:12:00Z",
                "2014-10-30T06:12Z",
                "2014-10-30T06:12:00.Z",
                "2014-10-30T06:12:00.1234567891Z",
                "2014-10-30T06:12:00,5Z",
                "2014-10-30T06:12:00",
                "2014-10-30T06:12:00+0800",
                "2014-10-30T06:12:00+19:00",
                "2014-02-30T06:12:00Z",
                "2014-10-30T25:12:00Z",
                "12014-10-30T06:12:00Z",
                "-2014-10-30T06:12:00Z",
                "\u0662014-10-30T06:12:00Z",
                "2014-10-30T06:12:00Z "
            })
    void rfc8620_1_4_anythingElseIsNone(String text) {
        assertThat(Dates.date(text)).isEmpty();
        assertThat(Dates.utc(text)).isEmpty();
    }

    @Test
    void anotherZoneIsNoUtc() {
        assertThat(Dates.utc("2014-10-30T06:12:00+00:00")).isEmpty();
        assertThat(Dates.date("2014-10-30T06:12:00+00:00")).isPresent();
    }
}
