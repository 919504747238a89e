package org.mailbay.itests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills at a size for every build; {@code ./mailbay bench kill} is the real one. */
final class KillXIT {
    @Test
    void whatWasAcknowledgedIsThereOnce(@TempDir Path data) throws IOException, InterruptedException {
        KillRun run = new KillRun(2, 1_000, 20, System.nanoTime(), data, System.out);
        assertThat(run.run()).isEmpty();
    }
}
