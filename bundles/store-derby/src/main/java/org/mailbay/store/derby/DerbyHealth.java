package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells which shards are open or in trouble, and whether descriptors and disk space suffice. */
@Component(property = {"hc.name=Store in Derby", "hc.tags=mailbay", "hc.tags=store"})
public final class DerbyHealth implements HealthCheck {
    private static final long WARN_BYTES = 1L << 30;
    private static final long CRITICAL_BYTES = 100L << 20;

    private final DerbyDriver driver;

    @Activate
    public DerbyHealth(@Reference DerbyDriver driver) {
        this.driver = driver;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        for (Slot slot : driver.slots()) {
            String trouble = slot.trouble();
            if (!trouble.isEmpty()) {
                log.critical("Shard {}: {}", slot.label(), trouble);
            } else {
                log.info("Shard {} is {}", slot.label(), slot.shard() == null ? "closed" : "open");
            }
        }
        descriptors(log, driver.descriptors(), driver.settings().maxOpen());
        space(log);
        return new Result(log);
    }

    private static void descriptors(FormattingResultLog log, Descriptors files, int maxOpen) {
        if (files.isTooFew(maxOpen)) {
            log.critical("No shard is opened. {}", files.refusal(maxOpen));
        } else if (files.isNear()) {
            log.warn("{} of at most {} files are open", files.open(), files.most());
        } else {
            log.info("{} of at most {} files are open", files.open(), files.most());
        }
    }

    private void space(FormattingResultLog log) {
        Path root = driver.settings().root();
        try {
            long free = Files.exists(root) ? Files.getFileStore(root).getUsableSpace() : Long.MAX_VALUE;
            if (free < CRITICAL_BYTES) {
                log.critical("{} MB are free in {}", free >> 20, root);
            } else if (free < WARN_BYTES) {
                log.warn("{} MB are free in {}", free >> 20, root);
            } else {
                log.info("There is space in {}", root);
            }
        } catch (IOException unreadable) {
            log.critical("{} cannot be looked at: {}", root, unreadable.getMessage());
        }
    }
}
