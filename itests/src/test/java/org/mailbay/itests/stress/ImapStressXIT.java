package org.mailbay.itests.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stress test at a length for every build; {@code ./mailbay bench imap-stress 3600} is the real one. */
final class ImapStressXIT {
    @Test
    void everybodyKnowsWhatThereIs(@TempDir Path work) throws IOException, InterruptedException {
        int seconds = Integer.getInteger("mailbay.stress.seconds", 30);
        long seed = Long.getLong("mailbay.stress.seed", System.nanoTime() & 0xffffff);
        assertThat(new ImapStress(seed, System.out).run(work, seconds)).isEmpty();
    }
}
