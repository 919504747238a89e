package org.mailbay.store.engine.transfer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.history.Models;
import org.mailbay.store.engine.history.Report;
import org.mailbay.store.engine.history.Restore;
import tools.jackson.databind.JsonNode;

/** Makes accounts of an export that was read to its end first: what is cut off or changed makes none. */
final class Importer {
    /** As after any restore: nothing is given again that was given after the export. */
    private static final long FAR = 1 << 20;

    private static final long MAX_UID = 0xffff_ffffL;

    /**
     * An account in the file.
     *
     * @param types names by letter
     * @param uids next ones by container
     */
    record Contents(
            String name,
            long tenant,
            long modSeq,
            long nextNumber,
            Map<Character, String> types,
            Map<Long, Long> uids,
            long objects) {}

    private final JmapStore store;
    private final Models models;
    private final Path file;

    Importer(JmapStore store, Models models, Path file) {
        this.store = store;
        this.models = models;
        this.file = file;
    }

    /** Reads all of the file; what is in it. */
    List<Contents> contents() throws IOException {
        List<Contents> all = new ArrayList<>();
        try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            Reader reader = new Reader(in);
            Contents one = null;
            long objects = 0;
            for (JsonNode line = reader.next(); line != null; line = reader.next()) {
                if (line.has("account")) {
                    one = new Contents(
                            line.get("account").asString(""),
                            line.path("tenant").asLong(-1),
                            line.path("modSeq").asLong(1),
                            line.path("nextNumber").asLong(1),
                            new HashMap<>(),
                            new HashMap<>(),
                            0);
                    objects = 0;
                } else if (one == null) {
                    throw new IOException("the export does not begin with an account");
                } else if (line.has("type")) {
                    one.types()
                            .put(ExportedAccount.letter(line), line.get("type").asString(""));
                } else if (line.has("container")) {
                    one.uids()
                            .put(
                                    line.get("container").asLong(),
                                    line.path("uidNext").asLong(1));
                } else if (line.has("object")) {
                    objects++;
                } else if (line.has("end")) {
                    if (line.path("objects").asLong(-1) != objects) {
                        throw new IOException("the export has " + objects + " objects of " + one.name());
                    }
                    all.add(new Contents(
                            one.name(),
                            one.tenant(),
                            one.modSeq(),
                            one.nextNumber(),
                            one.types(),
                            one.uids(),
                            objects));
                    one = null;
                }
            }
            if (one != null) {
                throw new IOException("account " + one.name() + " has no end");
            }
        }
        return all;
    }

    /**
     * Makes an account of one in the file, which nobody sees before it is published.
     *
     * @param tenant whose it is to be
     * @param same its name, when it is to keep it; null for a new one
     */
    Space make(Contents contents, TenantId tenant, @Nullable AccountId same) throws IOException {
        store.abandon(null);
        for (Map.Entry<Character, String> type : contents.types().entrySet()) {
            store.require(new ObjectType(type.getValue(), type.getKey()));
        }
        Space space = store.createHidden(tenant, same);
        try {
            long jump = same == null ? 0 : FAR;
            Map<Long, Long> uids = new HashMap<>();
            contents.uids().forEach((container, next) -> uids.put(container, Math.min(MAX_UID, next + jump)));
            space.raise(contents.modSeq() + jump, contents.nextNumber() + jump, uids);
            Report report = new Restore(
                            store,
                            models,
                            space,
                            new ExportedAccount(file, contents.name(), space),
                            Restore.Mode.KEEP,
                            false)
                    .run();
            if (report.lost() > 0 || report.objects() != contents.objects()) {
                throw new IOException(report.objects() + " of " + contents.objects() + " objects of " + contents.name()
                        + " could be made");
            }
        } catch (IOException | RuntimeException e) {
            store.abandon(space);
            throw e;
        }
        return space;
    }
}
