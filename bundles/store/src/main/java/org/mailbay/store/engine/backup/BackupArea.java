package org.mailbay.store.engine.backup;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.store.engine.admin.StoreArea;
import org.mailbay.store.engine.recovery.Manifest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code POST /admin/v1/store/backup}: makes a copy now; {@code GET}: which copies there are. */
@Component(service = StoreArea.class)
public final class BackupArea implements StoreArea {
    private final Backups backups;

    @Activate
    public BackupArea(@Reference Backups backups) {
        this.backups = backups;
    }

    @Override
    public String name() {
        return "backup";
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        if (!request.path().isEmpty()) {
            throw StoreArea.unknown(request);
        }
        request.only("folder");
        return switch (request.method()) {
            case "POST" -> make(folder(backups, request.body()));
            case "GET" -> list(folder(backups, Map.copyOf(request.query())));
            default -> throw StoreArea.unknown(request);
        };
    }

    /** The folder that a request names, or the configured one. */
    static Path folder(Backups backups, Map<String, ?> from) throws AdminProblem {
        Path folder = from.get("folder") instanceof String text ? path(text) : backups.folder();
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

    private AdminResponse make(Path folder) throws AdminProblem {
        try {
            BackupRun.Result result = backups.run(folder);
            Map<String, Object> body = line(result.name(), result.manifest());
            body.put("blobBytes", result.blobBytes());
            return new AdminResponse(201, body);
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
        body.put("copies", copies);
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
