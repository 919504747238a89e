package org.mailbay.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServedPathsTest {
    @Test
    void aPatternMeansThePathAndWhatIsBelow() {
        assertThat(ServedPaths.matches("/jmap/*", "/jmap")).isTrue();
        assertThat(ServedPaths.matches("/jmap/*", "/jmap/api")).isTrue();
        assertThat(ServedPaths.matches("/jmap/*", "/jmapper")).isFalse();
        assertThat(ServedPaths.matches("/.well-known/jmap", "/.well-known/jmap"))
                .isTrue();
        assertThat(ServedPaths.matches("/.well-known/jmap", "/.well-known/jmap/x"))
                .isFalse();
    }

    @Test
    void theHousesOwnPathsAreDeclaredOthersUnknown() {
        ServedPaths paths = new ServedPaths();
        assertThat(paths.absence("/admin/v1/accounts")).isEqualTo(ServedPaths.Absence.DECLARED);
        assertThat(paths.absence("/.well-known/caldav")).isEqualTo(ServedPaths.Absence.UNKNOWN);
    }
}
