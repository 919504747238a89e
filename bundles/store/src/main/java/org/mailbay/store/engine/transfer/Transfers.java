package org.mailbay.store.engine.transfer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.history.Models;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exports and imports, one at a time, from and to files in the folder {@code transfer} of the data folder. */
@Component(service = Transfers.class)
public final class Transfers {
    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

    private final JmapStore store;
    private final Models models;
    private final Path folder;
    private final ReentrantLock running = new ReentrantLock();

    /** In the container. */
    @Activate
    public Transfers(BundleContext context, @Reference JmapStore store, @Reference Models models) {
        this(store, models, Path.of(String.valueOf(context.getProperty("mailbay.data")), "transfer"));
    }

    Transfers(JmapStore store, Models models, Path folder) {
        this.store = store;
        this.models = models;
        this.folder = folder;
    }

    private Path file(String name) throws AdminProblem {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,100}")) {
            throw new AdminProblem(
                    400, "malformed-file", "\"file\" is a name in the folder " + folder + ", not a path.");
        }
        return folder.resolve(name);
    }

    /** Writes a file that was not there. */
    Map<String, Object> write(String name, List<Space> accounts, String actor) throws AdminProblem, IOException {
        Path file = file(name);
        if (Files.exists(file)) {
            throw new AdminProblem(409, "file-exists", "There is a file " + file + " already.");
        }
        Files.createDirectories(folder);
        Path temporary = folder.resolve("." + name + ".part");
        running.lock();
        try {
            Files.deleteIfExists(temporary);
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            long objects;
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
                objects = new Exporter(store, models, out).run(accounts);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            LOG.info(
                    "event=export outcome=done file={} accounts={} objects={} bytes={} actor={}",
                    name,
                    accounts.size(),
                    objects,
                    Files.size(file),
                    actor);
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("file", file.toString());
            body.put("accounts", accounts.size());
            body.put("objects", objects);
            body.put("bytes", Files.size(file));
            return body;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temporary);
            LOG.error("event=export outcome=failed file={}", name, e);
            throw e;
        } finally {
            running.unlock();
        }
    }

    /**
     * Makes accounts of a file.
     *
     * @param tenant whose they are to be; null keeps names and tenants
     * @param preview only reads and checks
     */
    Map<String, Object> read(String name, @Nullable TenantId tenant, boolean preview, String actor)
            throws AdminProblem, IOException {
        Path file = file(name);
        if (!Files.isRegularFile(file)) {
            throw new AdminProblem(404, "no-file", "There is no file " + file + ".");
        }
        running.lock();
        try {
            Importer importer = new Importer(store, models, file);
            List<Importer.Contents> all = contents(importer, tenant == null);
            List<Map<String, Object>> made = make(importer, all, tenant, preview);
            LOG.info(
                    "event=import outcome=done file={} accounts={} preview={} actor={}",
                    name,
                    all.size(),
                    preview,
                    actor);
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("preview", preview);
            body.put("accounts", made);
            return body;
        } finally {
            running.unlock();
        }
    }

    /** All or none: whoever tries again finds no account of the first attempt in the way. */
    private List<Map<String, Object>> make(
            Importer importer, List<Importer.Contents> all, @Nullable TenantId tenant, boolean preview)
            throws IOException {
        List<Map<String, Object>> lines = new ArrayList<>();
        List<Space> hidden = new ArrayList<>();
        try {
            for (Importer.Contents one : all) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("from", one.name());
                line.put("objects", one.objects());
                if (one.name().equals(AccountId.SYSTEM.toString())) {
                    line.put("skipped", "the directory comes back only with a copy of everything");
                } else if (!preview) {
                    Space space = tenant == null
                            ? importer.make(
                                    one,
                                    new TenantId(one.tenant()),
                                    AccountId.parse(one.name()).orElseThrow())
                            : importer.make(one, tenant, null);
                    hidden.add(space);
                    line.put("account", space.id().toString());
                }
                lines.add(line);
            }
            if (!hidden.isEmpty()) {
                store.publish(hidden);
            }
            return lines;
        } catch (IOException | RuntimeException e) {
            LOG.error("event=import outcome=failed made=0 hidden={}", hidden.size(), e);
            giveUp(hidden, e);
            throw e;
        }
    }

    private void giveUp(List<Space> hidden, Exception why) {
        for (Space space : hidden) {
            try {
                store.abandon(space);
            } catch (IOException e) {
                // What is left is removed later: nobody sees it.
                why.addSuppressed(e);
            }
        }
    }

    private List<Importer.Contents> contents(Importer importer, boolean same) throws AdminProblem {
        try {
            List<Importer.Contents> all = importer.contents();
            for (Importer.Contents one : all) {
                AccountId id =
                        AccountId.parse(one.name()).orElseThrow(() -> new IOException("no account: " + one.name()));
                if (same && !id.equals(AccountId.SYSTEM) && store.space(id) != null) {
                    throw new AdminProblem(409, "account-exists", "There is an account " + id + " already.");
                }
            }
            return all;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("event=import outcome=refused reason=\"{}\"", e.getMessage());
            throw new AdminProblem(422, "damaged-export", "Nothing was imported: " + e.getMessage() + ".");
        }
    }
}
