package org.mailbay.store.engine.backup;

import java.time.Duration;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says whether there is a copy of today or yesterday, where copies are asked for. */
@Component(
        service = HealthCheck.class,
        property = {"hc.name=Store backup", "hc.tags=mailbay", "hc.tags=store"})
public final class BackupHealth implements HealthCheck {
    private static final Duration OLD = Duration.ofHours(36);

    private final Backups backups;

    @Activate
    public BackupHealth(@Reference Backups backups) {
        this.backups = backups;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        Duration age = backups.age();
        String failure = backups.failure();
        if (failure != null) {
            log.critical("the last copy failed: {}", failure);
        }
        if (backups.folder() == null) {
            log.info("no copies are asked for ([store.backup] folder)");
        } else if (age == null) {
            log.warn("there is no copy yet");
        } else if (age.compareTo(OLD) > 0) {
            log.warn("the newest copy is {} hours old", age.toHours());
        } else {
            log.info("the newest copy is {} minutes old", age.toMinutes());
        }
        return new Result(log);
    }
}
