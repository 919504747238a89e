package org.mailbay.store.engine.backup;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.admin.NamedAccount;
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
@Component(service = AdminResource.class, property = NamedAccount.PATH + "restore-from-backup")
public final class FromBackupArea implements AdminResource {
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
    public List<Operation> operations() {
        return List.of(Operation.post("", "restoreAccountFromBackup", "Makes an account what it is in a copy")
                .takes(Shape.object(
                        field("copy", Shape.text(1, 100), "the name of the copy"),
                        optional("folder", Shape.text(1, 1_000), "where the copies are, if not as configured"),
                        optional("new", Shape.flag(), "makes another account of the copy's"),
                        RestoreArea.MODE,
                        RestoreArea.PREVIEW))
                .dangerous()
                .slow()
                .needs(Need.system("store.write"))
                .by(this::restore));
    }

    private AdminResponse restore(AdminRequest request) throws AdminProblem, IOException {
        Space account = NamedAccount.of(store, request);
        String name = request.text("copy");
        Path folder = BackupArea.folder(backups, request.text("folder", "")).resolve(name);
        if (name.contains("/") || name.startsWith(".") || !Files.exists(folder.resolve(Manifest.FILE))) {
            throw new AdminProblem(404, "no-copy", "There is no finished copy " + name + ".");
        }
        boolean preview = request.flag("preview", false);
        boolean anew = request.flag("new", false);
        if (anew && preview) {
            throw AdminProblem.malformed("new", "A new account has no preview.");
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
                                RestoreArea.mode(request),
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
