package org.mailbay.store.engine.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.admin.AccountArea;
import org.mailbay.store.engine.admin.StoreArea;
import org.mailbay.store.engine.history.Report;
import org.mailbay.store.engine.history.Restore;
import org.mailbay.store.engine.history.RestoreArea;
import org.mailbay.store.engine.record.Head;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.engine.recovery.Manifest;
import org.mailbay.store.spi.Table;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code POST …/accounts/{id}/restore-from-backup}: makes the account what it is in a copy, or, with {@code "new": true}, makes
 * another account of it, which nobody sees before it is whole.
 */
@Component(service = AccountArea.class)
public final class FromBackupArea implements AccountArea {
    private final JmapStore store;
    private final Backups backups;
    private final RestoreArea restores;

    @Activate
    public FromBackupArea(@Reference JmapStore store, @Reference Backups backups, @Reference RestoreArea restores) {
        this.store = store;
        this.backups = backups;
        this.restores = restores;
    }

    @Override
    public String name() {
        return "restore-from-backup";
    }

    @Override
    public AdminResponse handle(Space account, AdminRequest request) throws AdminProblem, IOException {
        StoreArea.only("POST", request);
        Map<String, Object> asked = request.body();
        request.only("folder", "copy", "mode", "preview", "new");
        String name = request.text("copy");
        Path folder = BackupArea.folder(backups, asked).resolve(name);
        if (name.contains("/") || name.startsWith(".") || !Files.exists(folder.resolve(Manifest.FILE))) {
            throw new AdminProblem(404, "no-copy", "There is no finished copy " + name + ".");
        }
        boolean preview = RestoreArea.isPreview(asked);
        if (!(asked.getOrDefault("new", false) instanceof Boolean anew) || anew && preview) {
            throw new AdminProblem(400, "malformed-new", "\"new\" is true or false, and has no preview.");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        try (Copy copy = Copy.open(folder, account.shard(), store.shards().keys())) {
            byte[] stored = copy.records().get(Table.SYS, Keys.head(account.id()));
            if (stored == null) {
                throw new AdminProblem(404, "not-in-copy", "The copy has no account " + account.id() + ".");
            }
            Head head = Head.read(stored);
            if (anew) {
                Space made = store.createHidden(head.tenant(), null);
                try {
                    made.raise(head.modSeq(), head.nextNumber(), uids(copy, account));
                    Report report = run(
                            copy,
                            account,
                            made,
                            Restore.Mode.KEEP,
                            false,
                            request.actor().name());
                    body.put("account", made.id().toString());
                    body.putAll(report.body());
                } catch (IOException | RuntimeException | AdminProblem e) {
                    store.abandon(made);
                    throw e;
                }
                store.publish(List.of(made));
            } else {
                // Numbers and UIDs of a copy that is of a longer life than this account are not given again.
                if (!preview && head.nextNumber() > account.image().nextNumber()) {
                    account.raise(head.modSeq(), head.nextNumber(), uids(copy, account));
                }
                body.put("account", account.id().toString());
                body.put("preview", preview);
                body.putAll(run(
                                copy,
                                account,
                                account,
                                RestoreArea.mode(asked),
                                preview,
                                request.actor().name())
                        .body());
            }
        }
        return AdminResponse.ok(body);
    }

    private Report run(Copy copy, Space from, Space into, Restore.Mode mode, boolean preview, String actor)
            throws AdminProblem, IOException {
        return restores.run(into, new CopiedAccount(copy, from.id(), into, !preview), mode, preview, actor);
    }

    private static Map<Long, Long> uids(Copy copy, Space account) throws IOException {
        Map<Long, Long> uids = new HashMap<>();
        byte[] first = Keys.uids(account.id());
        copy.records().scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
            uids.put(Keys.containerOf(key), Scalars.numberOf(value));
            return true;
        });
        return uids;
    }
}
