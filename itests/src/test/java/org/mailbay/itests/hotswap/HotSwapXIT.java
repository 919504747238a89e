package org.mailbay.itests.hotswap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hot-swap run at a size for every build; {@code ./mailbay bench hotswap} is the real one. */
final class HotSwapXIT {
    @Test
    void nobodyNoticesThatBundlesAreReplaced(@TempDir Path work) throws IOException, InterruptedException {
        Ledger ledger = new HotSwap(Load.SMALL, System.out).run(work);
        assertThat(ledger.violations()).isEmpty();
        assertThat(ledger.messages.get()).isGreaterThan(100);
        assertThat(ledger.requests.get()).isGreaterThan(50);
        assertThat(ledger.events.get()).isPositive();
    }
}
