package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5322 §3.3 and §4.3, RFC 8621 §4.1.2.6. */
class MessageDateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Fri, 21 Nov 1997 09:55:06 -0600 | 1997-11-21T09:55:06-06:00",
                "Tue, 1 Jul 2003 10:52:37 +0200 (CEST) | 2003-07-01T10:52:37+02:00",
                "Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time) | 1969-02-13T23:32-03:30",
                "Thu,\t13\tFeb 1969 (a (b) c) 23:32:54 -0330 | 1969-02-13T23:32:54-03:30",
                "21 Nov 97 09:55:06 GMT | 1997-11-21T09:55:06Z",
                "Fri, 21 Nov 97 09(comment):   55  :  06 -0600 | 1997-11-21T09:55:06-06:00",
                "1 Jan 49 00:00:00 Z | 2049-01-01T00:00Z",
                "1 Jan 50 00:00:00 Z | 1950-01-01T00:00Z",
                "1 Jan 103 00:00:00 Z | 2003-01-01T00:00Z",
                "1 Jan 2000 01:02:03 EST | 2000-01-01T01:02:03-05:00",
                "1 Jan 2000 01:02:03 PDT | 2000-01-01T01:02:03-07:00",
                "1 Jan 2000 01:02:03 A | 2000-01-01T01:02:03Z",
                "1 Jan 2000 01:02:03 -0000 | 2000-01-01T01:02:03Z",
                "1 Jan 2000 01:02:03 +02:00 | 2000-01-01T01:02:03+02:00",
                "1 Jan 2000 01:02:03 -1900 | 2000-01-01T01:02:03Z",
                "1 Jan 2000 01:02+0100 | 2000-01-01T01:02+01:00",
                "31 Dec 2016 23:59:60 +0000 | 2016-12-31T23:59:59Z",
                "Mon, 1 January 2000 01:02:03 GMT | 2000-01-01T01:02:03Z",
                "Sun Nov  6 08:49:37 1994 | 1994-11-06T08:49:37Z",
                "Sun Nov  6 08:49:37 EST 1994 | 1994-11-06T08:49:37-05:00",
                "1 Jan 2000 | 2000-01-01T00:00Z",
            })
    void reads(String given, String expected) {
        assertThat(MessageDate.parse(given)).contains(OffsetDateTime.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "Fri,",
                "32 Jan 2000 00:00:00 Z",
                "31 Feb 2000 00:00:00 Z",
                "1 Xyz 2000 00:00 Z",
                "1 Jan 2000 25:00:00 Z",
                "1 Jan 99999999 00:00:00 Z",
                "1 Jan 2000 00:61 Z",
                "((((((",
                "1 Jan x 00:00:00 Z"
            })
    void refuses(String given) {
        assertThat(MessageDate.parse(given)).isEmpty();
    }
}
