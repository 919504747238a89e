package org.mailbay.store.engine.outbox;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.store.AccountId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET /admin/v1/store/outbox}: what waits to be done, and what was set aside; {@code POST …/outbox/retry} has that tried again.
 *
 * <p>The body may say {@code topic} and {@code account}. Nothing here drops a request.
 */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=store/outbox")
public final class OutboxArea implements AdminResource {
    private static final int MOST = 1_000;

    private final Outbox outbox;

    @Activate
    public OutboxArea(@Reference Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "getOutbox", "Shows what waits to be done, and what was set aside")
                        .needs(Need.system("store.read"))
                        .by(_ -> AdminResponse.ok(shown())),
                Operation.post("retry", "retryOutbox", "Has what was set aside tried again")
                        .takes(Shape.object(
                                optional("topic", Shape.text(1, 100), "only of this kind"),
                                optional("account", Shape.text(1, 100), "only of this account")))
                        .answers(Shape.object(field("retried", Shape.number(), "how many")))
                        .needs(Need.system("store.write"))
                        .by(this::retry));
    }

    private AdminResponse retry(AdminRequest request) throws AdminProblem, IOException {
        String topic = request.text("topic", "");
        String account = request.text("account", "");
        AccountId id = account.isEmpty()
                ? null
                : AccountId.parse(account)
                        .orElseThrow(() -> new AdminProblem(404, "no-account", "There is no account " + account + "."));
        int count = outbox.again(aside ->
                (topic.isEmpty() || topic.equals(aside.topic())) && (id == null || id.equals(aside.account())));
        return AdminResponse.ok(Map.of("retried", count));
    }

    private Map<String, Object> shown() throws IOException {
        List<Map<String, Object>> topics = new ArrayList<>();
        for (Standing standing : outbox.standings()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("topic", standing.topic());
            line.put("hasWorker", standing.hasWorker());
            line.put("waiting", standing.waiting());
            line.put("failing", standing.failing());
            line.put("setAside", standing.aside());
            line.put("trouble", standing.trouble());
            topics.add(line);
        }
        List<Map<String, Object>> asides = new ArrayList<>();
        for (Requests.Aside aside : outbox.asides(MOST)) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("topic", aside.topic());
            line.put("account", aside.account().toString());
            line.put(
                    "asked", Instant.ofEpochMilli(aside.row().request().asked()).toString());
            line.put("since", Instant.ofEpochMilli(aside.row().since()).toString());
            line.put("attempts", aside.row().attempts());
            line.put("reason", aside.row().reason());
            asides.add(line);
        }
        return Map.of("topics", topics, "setAside", asides);
    }
}
