package org.mailbay.store.engine.history;

import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Field;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.store.AccountId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.admin.NamedAccount;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST …/accounts/{id}/restore}: makes the account what it was at a moment, while it is in use. */
@Component(
        service = {AdminResource.class, RestoreArea.class},
        property = NamedAccount.PATH + "restore")
public final class RestoreArea implements AdminResource {
    /** What becomes of what is younger. */
    public static final Field MODE = optional("mode", Shape.oneOf("keep", "exact"), "what becomes of what is younger");

    /** Whether only to say what would be done. */
    public static final Field PREVIEW = optional("preview", Shape.flag(), "only says what would be done");

    private static final Logger LOG = LoggerFactory.getLogger(RestoreArea.class);

    private final JmapStore store;
    private final Models models;
    private final Set<AccountId> running = ConcurrentHashMap.newKeySet();

    @Activate
    public RestoreArea(@Reference JmapStore store, @Reference Models models) {
        this.store = store;
        this.models = models;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.post(
                        "", "restoreAccount", "Makes an account what it was at a moment, while it is in use")
                .takes(Shape.object(
                        optional("at", Shape.instant(), "the moment"),
                        optional("ago", Shape.text(1, 40), "how long ago, such as PT10M"),
                        optional("modSeq", Shape.number(), "the state's number"),
                        MODE,
                        PREVIEW))
                .dangerous()
                .slow()
                .needs(Need.system("store.write"))
                .by(this::restore));
    }

    private AdminResponse restore(AdminRequest request) throws AdminProblem, IOException {
        Space account = NamedAccount.of(store, request);
        long modSeq = moment(account, request.body());
        boolean preview = request.flag("preview", false);
        Report report = run(
                account,
                new Past(account, modSeq),
                mode(request),
                preview,
                request.actor().name());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("modSeq", modSeq);
        body.put("preview", preview);
        body.putAll(report.body());
        return AdminResponse.ok(body);
    }

    /** Restores an account to a goal, one restore at a time. */
    public Report run(Space account, Goal goal, Restore.Mode mode, boolean preview, String actor)
            throws AdminProblem, IOException {
        if (account.id().equals(AccountId.SYSTEM)) {
            throw new AdminProblem(
                    409, "system-account", "The server's own account is restored only together with everything.");
        }
        if (!running.add(account.id())) {
            throw new AdminProblem(409, "restore-running", "This account is being restored.");
        }
        long start = System.nanoTime();
        try {
            Report report = new Restore(store, models, account, goal, mode, preview).run();
            LOG.info(
                    "event=account-restore outcome=done account={} mode={} preview={} objects={} lost={} transactions={} millis={} actor={}",
                    account.id(),
                    mode,
                    preview,
                    report.objects(),
                    report.lost(),
                    report.transactions(),
                    (System.nanoTime() - start) / 1_000_000,
                    actor);
            return report;
        } catch (IOException | RuntimeException e) {
            LOG.error("event=account-restore outcome=failed account={} mode={}", account.id(), mode, e);
            throw e;
        } finally {
            running.remove(account.id());
        }
    }

    /** What becomes of what is younger. */
    public static Restore.Mode mode(AdminRequest request) throws AdminProblem {
        return request.text("mode", "keep").equals("exact") ? Restore.Mode.EXACT : Restore.Mode.KEEP;
    }

    private long moment(Space account, Map<String, Object> body) throws AdminProblem, IOException {
        Horizon horizon = Horizon.of(store, account);
        if (body.get("modSeq") instanceof Number number) {
            if (number.longValue() < horizon.first() || number.longValue() > horizon.last()) {
                throw new AdminProblem(
                        409,
                        "beyond-history",
                        "Kept are the states from " + horizon.first() + " to " + horizon.last() + ".");
            }
            return number.longValue();
        }
        OptionalLong found = horizon.at(account, time(body));
        return found.orElseThrow(() -> new AdminProblem(
                409, "beyond-history", "The account's past is not kept for that long; see its history."));
    }

    private long time(Map<String, Object> body) throws AdminProblem {
        try {
            if (body.get("at") instanceof String at) {
                return Instant.parse(at).toEpochMilli();
            }
            if (body.get("ago") instanceof String ago) {
                return store.now() - Duration.parse(ago).toMillis();
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw new AdminProblem(
                    400, "malformed-time", "\"at\" is a time such as 2026-11-22T20:15:00Z, \"ago\" one such as PT10M.");
        }
        throw new AdminProblem(400, "missing-at", "The request needs a time: \"at\", \"ago\" or \"modSeq\".");
    }
}
