package org.mailbay.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShelfTest {
    private static final Duration NONE = Duration.ZERO;
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void whatIsAwayIsWaitedForAndStillKnown() throws Exception {
        Shelf<String> testee = new Shelf<>(NONE, LONG);
        assertThat(testee.acquire("toy")).isNull();
        testee.bind("toy", "one");
        testee.unbind("one", NONE);
        assertThat(testee.names()).containsExactly("toy");
        assertThatThrownBy(() -> testee.acquire("toy"))
                .isInstanceOf(AwayException.class)
                .hasMessage("toy is away");
        testee.bind("toy", "two");
        try (Swappable.Lease<String> lease = testee.acquire("toy")) {
            assertThat(lease.service()).isEqualTo("two");
        }
    }

    @Test
    void whatIsGoneForLongWasUninstalled() throws Exception {
        Shelf<String> testee = new Shelf<>(LONG, NONE);
        testee.bind("toy", "one");
        testee.unbind("one", NONE);
        assertThat(testee.names()).isEmpty();
        assertThat(testee.acquire("toy")).isNull();
        assertThat(testee.knew("toy")).isTrue();
        assertThat(testee.knew("ball")).isFalse();
    }

    @Test
    void allAreThereOrNone() throws Exception {
        Shelf<String> testee = new Shelf<>(NONE, LONG);
        testee.bind("b", "second");
        testee.bind("a", "first");
        try (Shelf.Leases<String> all = testee.acquireAll()) {
            assertThat(all.byName().values()).containsExactly("first", "second");
            assertThat(testee.unbind("second", NONE)).isFalse();
        }
        assertThatThrownBy(testee::acquireAll).isInstanceOf(AwayException.class);
        assertThat(testee.unbind("first", NONE)).isTrue(); // its lease was given back
    }

    @Test
    void whatIsExpectedIsWaitedForUntilItIsGivenUp() throws Exception {
        Shelf<String> testee = new Shelf<>(NONE, LONG);
        testee.expect("toy");
        assertThatThrownBy(() -> testee.acquire("toy")).isInstanceOf(AwayException.class);
        testee.bind("toy", "one");
        testee.expect("toy");
        try (Swappable.Lease<String> lease = testee.acquire("toy")) {
            assertThat(lease.service()).isEqualTo("one");
        }
        Shelf<String> impatient = new Shelf<>(LONG, NONE);
        impatient.expect("toy");
        assertThat(impatient.acquire("toy")).isNull();
    }
}
