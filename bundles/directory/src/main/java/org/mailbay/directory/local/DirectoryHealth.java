package org.mailbay.directory.local;

import java.util.List;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.directory.Tenant;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Names tenants that are full, and why data of removed users cannot be removed. */
@Component(
        service = HealthCheck.class,
        property = {"hc.name=Directory", "hc.tags=mailbay", "hc.tags=directory"})
public final class DirectoryHealth implements HealthCheck {
    private static final int SHOWN = 5;

    private final StoredDirectory directory;
    private final Housekeeping housekeeping;

    @Activate
    public DirectoryHealth(@Reference StoredDirectory directory, @Reference Housekeeping housekeeping) {
        this.directory = directory;
        this.housekeeping = housekeeping;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        String failure = housekeeping.failure();
        if (failure != null) {
            log.warn("counting or removing fails: {}", failure);
        }
        List<Tenant> full = directory.tenants().stream()
                .filter(tenant -> directory.usage().isFull(tenant.id()))
                .toList();
        full.stream()
                .limit(SHOWN)
                .forEach(tenant -> log.warn("tenant {} holds as much as it may: it gets no mail", tenant.name()));
        if (full.size() > SHOWN) {
            log.warn("and {} tenants more", full.size() - SHOWN);
        }
        log.info(
                "{} tenants, {} domains, {} users, {} removed",
                directory.entries().tenants.size(),
                directory.entries().domains.size(),
                directory.entries().principals.size(),
                directory.entries().departed.size());
        return new Result(log);
    }
}
