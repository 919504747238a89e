package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that comes along does not take the folder from the one that keeps it. */
class DriversTest {
    /** Opens and closes nothing but itself. */
    private record Driver(String name) implements AutoCloseable {
        @Override
        public void close() {}
    }

    private final Slots<Driver, Driver> slots = new Slots<>();
    private final Driver derby = new Driver("derby");
    private final Driver other = new Driver("other");
    private Slot<Driver, Driver> slot;
    private Drivers<Driver> drivers;

    @TempDir
    Path data;

    @BeforeEach
    void begin() {
        slot = slots.add(new Slot<>("main", this::open, Duration.ofMillis(50), Duration.ofSeconds(5)));
        drivers = drivers("");
    }

    private Drivers<Driver> drivers(String configured) {
        return new Drivers<>("records", configured, Driver::name, new Keepers(data), slots);
    }

    private Driver open(Driver driver) throws IOException {
        drivers.require(driver);
        drivers.opened(driver);
        return driver;
    }

    private Driver used() throws IOException {
        Driver used = slot.enter();
        slot.exit();
        return used;
    }

    @Test
    void theFirstThatOpenedSomethingStays() throws IOException {
        drivers.bind(derby);
        assertThat(used()).isSameAs(derby);
        drivers.bind(other);
        assertThat(used()).isSameAs(derby);
        drivers.unbind(derby);
        assertThatThrownBy(this::used).isInstanceOf(IOException.class);
        assertThat(drivers.wanted()).isEqualTo("derby");
    }

    @Test
    void anotherIsUsedWhenItIsNamedAndTheFirstWhenItIsNoMore() throws IOException {
        drivers.bind(derby);
        used();
        drivers.unbind(derby);
        drivers = drivers("other");
        drivers.bind(derby);
        drivers.bind(other);
        assertThat(used()).isSameAs(other);
        assertThat(new Keepers(data).of("records")).containsExactly("derby", "other");
        assertThat(new Keepers(data).of("blobs")).isEmpty();
        drivers.unbind(other);
        drivers.unbind(derby);
        drivers = drivers("");
        drivers.bind(other);
        drivers.bind(derby);
        assertThat(used()).isSameAs(derby);
    }

    @Test
    void oneThatCameBeforeTheFolderHadADriverOpensNothingAfterwards() throws IOException {
        drivers.bind(other);
        new Keepers(data).note("records", "derby");
        assertThatThrownBy(this::used).hasMessageContaining("kept by driver derby, not other");
    }

    @Test
    void aNewRevisionTakesOverAndTheOldOneComesBack() throws IOException {
        drivers.bind(derby);
        used();
        Driver next = new Driver("derby");
        drivers.bind(next);
        assertThat(used()).isSameAs(next);
        drivers.unbind(next);
        assertThat(used()).isSameAs(derby);
    }
}
