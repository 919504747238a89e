package org.mailbay.store.engine.history;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.admin.NamedAccount;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET …/accounts/{id}/history}: to which moments the account can be restored, and how much happened in each hour. */
@Component(service = AdminResource.class, property = NamedAccount.PATH + "history")
public final class HistoryArea implements AdminResource {
    private static final int MOST_HOURS = 1_000;

    private final JmapStore store;

    @Activate
    public HistoryArea(@Reference JmapStore store) {
        this.store = store;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("", "getAccountHistory", "Says to which moments an account can be restored")
                .needs(Need.system("store.read"))
                .by(this::show));
    }

    private AdminResponse show(AdminRequest request) throws AdminProblem, IOException {
        Space account = NamedAccount.of(store, request);
        Horizon horizon = Horizon.of(store, account);
        TreeMap<Long, Integer> hours = new TreeMap<>();
        long[] count = {0};
        long[] times = {Long.MAX_VALUE, 0};
        horizon.transactions(account, (modSeq, millis) -> {
            if (millis >= horizon.oldest()) {
                count[0]++;
                times[0] = Math.min(times[0], millis);
                times[1] = Math.max(times[1], millis);
                long hour = Math.floorDiv(millis, 3_600_000L);
                if (hours.size() < MOST_HOURS || hours.containsKey(hour)) {
                    hours.merge(hour, 1, Integer::sum);
                }
            }
            return true;
        });
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("retentionDays", store.limits().retention().toDays());
        body.put("firstModSeq", horizon.first());
        body.put("lastModSeq", horizon.last());
        if (count[0] > 0) {
            body.put("first", Instant.ofEpochMilli(times[0]).toString());
            body.put("last", Instant.ofEpochMilli(times[1]).toString());
        }
        body.put("transactions", count[0]);
        List<Map<String, Object>> moments = new ArrayList<>();
        hours.forEach((hour, transactions) -> {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("hour", Instant.EPOCH.plus(hour, ChronoUnit.HOURS).toString());
            line.put("transactions", transactions);
            moments.add(line);
        });
        body.put("hours", moments);
        return AdminResponse.ok(body);
    }
}
