package org.mailbay.store.engine.backup;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Progress;
import org.mailbay.admin.spi.Shape;
import org.mailbay.store.engine.recovery.Manifest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code POST /admin/v1/store/backup}: makes a copy now; {@code GET}: which copies there are. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=store/backup")
public final class BackupArea implements AdminResource {
    private static final Shape COPY = Shape.object(
            field("copy", Shape.text(), "its name"),
            field("made", Shape.instant(), "when"),
            field("accounts", Shape.number(), "how many it has"),
            field("references", Shape.number(), "to how many blobs"),
            optional("blobBytes", Shape.number(), "how much was copied for it"));

    private final Backups backups;

    @Activate
    public BackupArea(@Reference Backups backups) {
        this.backups = backups;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listBackups", "Lists the copies")
                        .query("folder", Shape.text(1, 1_000), "where they are, if not as configured")
                        .answers(Shape.object(
                                field("folder", Shape.text(0, 10_000), "where they are"),
                                field("items", Shape.list(COPY), "the oldest first"),
                                optional("failure", Shape.lines(0, 10_000), "why the last one was not made")))
                        .needs(Need.system("store.read"))
                        .by(request -> list(folder(backups, request.query("folder", "")))),
                Operation.post("", "createBackup", "Makes a copy of everything, now")
                        .takes(Shape.object(optional("folder", Shape.text(1, 1_000), "where to, if not as configured")))
                        .answers(COPY)
                        .slow()
                        .needs(Need.system("store.write"))
                        .by(request -> make(folder(backups, request.text("folder", "")), request.progress())));
    }

    /** The folder of this name, or the configured one when there is none. */
    static Path folder(Backups backups, String name) throws AdminProblem {
        Path folder = name.isEmpty() ? backups.folder() : path(name);
        if (folder == null || !folder.isAbsolute()) {
            throw new AdminProblem(
                    400, "missing-folder", "Name an absolute \"folder\", or configure [store.backup] folder.");
        }
        return folder;
    }

    private static @Nullable Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private AdminResponse make(Path folder, Progress progress) throws AdminProblem {
        try {
            BackupRun.Result result = backups.run(folder, progress);
            Map<String, Object> body = line(result.name(), result.manifest());
            body.put("blobBytes", result.blobBytes());
            return AdminResponse.created(body);
        } catch (IOException e) {
            throw new AdminProblem(409, "backup-failed", "No copy was made: " + e.getMessage() + ".");
        }
    }

    private AdminResponse list(Path folder) throws IOException {
        List<Map<String, Object>> copies = new ArrayList<>();
        for (String name : BackupRun.names(folder, true)) {
            copies.add(line(name, Manifest.of(folder.resolve(name))));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("folder", folder.toString());
        body.put("items", copies);
        String failure = backups.failure();
        if (failure != null) {
            body.put("failure", failure);
        }
        return AdminResponse.ok(body);
    }

    private static Map<String, Object> line(String name, Manifest manifest) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("copy", name);
        line.put("made", manifest.made().toString());
        line.put("accounts", manifest.accounts());
        line.put("references", manifest.references());
        return line;
    }
}
