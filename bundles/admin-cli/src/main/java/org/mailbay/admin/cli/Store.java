package org.mailbay.admin.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code store …}: the past of accounts, copies of everything, exports, whether it is sound. */
@Command(
        name = "store",
        description = "What is stored: its past, copies, exports, keys, garbage, search, and whether it is sound.",
        mixinStandardHelpOptions = true,
        subcommands = {
            StoreCheck.class,
            StoreGarbage.class,
            StoreKeys.class,
            StoreOutbox.class,
            StoreSearch.class,
            StoreUpkeep.class
        })
final class Store {
    private static final String[] REPORT = {
        "account", "modSeq", "preview", "types", "indexEntries", "indexConflicts", "modelsAway"
    };
    private static final String[] PROGRESS = {
        "running", "accounts", "accountsDone", "objectsLookedAt", "objectsRenewed", "accountsFailed", "lastFailure"
    };
    private static final String ACCOUNTS = "accounts";

    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    /** The command that this is part of. */
    Main main() {
        return main;
    }

    @Command(description = "Says to which moments an account can be restored.", mixinStandardHelpOptions = true)
    void history(@Parameters(paramLabel = "ACCOUNT") String account) throws Failure {
        main.print(
                main.client().get("store", ACCOUNTS, account, "history"),
                "",
                "first",
                "last",
                "transactions",
                "retentionDays");
    }

    @Command(
            description = "Makes an account what it was at a moment, or in a copy, while it is in use.",
            mixinStandardHelpOptions = true)
    void restore(
            @Parameters(paramLabel = "ACCOUNT") String account,
            @Option(names = "--at", description = "Such as 2026-11-22T20:15:00Z.") @Nullable String at,
            @Option(names = "--ago", description = "Such as PT10M.") @Nullable String ago,
            @Option(names = "--copy", description = "Name of a copy, see 'backups'.") @Nullable String copy,
            @Option(names = "--folder", description = "Where the copies are, if not as configured.") @Nullable
                    Path folder,
            @Option(names = "--new", description = "Makes another account of the copy's.") boolean asNew,
            @Option(names = "--exact", description = "Destroys what is younger.") boolean exact,
            @Option(names = "--preview", description = "Only says what would be done.") boolean preview)
            throws Failure {
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "at", at);
        put(body, "ago", ago);
        put(body, "copy", copy);
        put(body, "folder", folder == null ? null : folder.toAbsolutePath().toString());
        put(body, "new", asNew ? true : null);
        body.put("mode", exact ? "exact" : "keep");
        body.put("preview", preview);
        main.print(
                main.client()
                        .postLong(body, "store", ACCOUNTS, account, copy == null ? "restore" : "restore-from-backup"),
                "",
                REPORT);
    }

    private static void put(Map<String, Object> body, String name, @Nullable Object value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    @Command(description = "Makes a copy of everything, now.", mixinStandardHelpOptions = true)
    void backup(@Option(names = "--folder", description = "Where to, if not as configured.") @Nullable Path folder)
            throws Failure {
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "folder", folder == null ? null : folder.toAbsolutePath().toString());
        main.print(
                main.client().postLong(body, "store", "backup"),
                "",
                "copy",
                "made",
                ACCOUNTS,
                "references",
                "blobBytes");
    }

    @Command(description = "Lists the copies.", mixinStandardHelpOptions = true)
    void backups() throws Failure {
        main.print(main.client().get("store", "backup"), "items", "copy", "made", ACCOUNTS, "references");
    }

    @Command(description = "Writes accounts to a file.", mixinStandardHelpOptions = true)
    void export(
            @Parameters(paramLabel = "ACCOUNT", arity = "0..1") @Nullable String account,
            @Option(names = "--beside", description = "All accounts of this one's tenant.") @Nullable String beside,
            @Option(names = "--file", required = true, description = "Name in the data folder's transfer.") String file)
            throws Failure {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("file", file);
        put(body, "beside", beside);
        main.print(
                account == null
                        ? main.client().postLong(body, "store", "export")
                        : main.client().postLong(body, "store", ACCOUNTS, account, "export"),
                "",
                "file",
                "objects",
                "bytes");
    }

    @Command(name = "import", description = "Makes accounts of a file.", mixinStandardHelpOptions = true)
    void doImport(
            @Option(names = "--file", required = true, description = "Name in the data folder's transfer.") String file,
            @Option(names = "--beside", description = "Makes new accounts in this one's tenant.") @Nullable
                    String beside,
            @Option(names = "--same", description = "Keeps the accounts' ids.") boolean same,
            @Option(names = "--preview", description = "Only reads and checks.") boolean preview)
            throws Failure {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("file", file);
        put(body, "beside", beside);
        put(body, "same", same ? true : null);
        body.put("preview", preview);
        main.print(main.client().postLong(body, "store", "import"), ACCOUNTS, "from", "account", "objects", "skipped");
    }

    @Command(description = "Has the driver read the files of all shards, or of one.", mixinStandardHelpOptions = true)
    void verify(@Option(names = "--shard", description = "Its name.") @Nullable String shard) throws Failure {
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "shard", shard);
        main.print(main.client().postLong(body, "store", "verify"), "shards", "shard", "bytes", "wrong");
    }

    @Command(
            description = "Begins to write anew what older versions wrote, or says how far that is.",
            mixinStandardHelpOptions = true)
    void migrate(@Option(names = "--progress", description = "Begins nothing.") boolean progress) throws Failure {
        AdminClient client = main.client();
        JsonNode state = progress ? client.get("store", "migrate") : client.post(Map.of(), "store", "migrate");
        if (main.isJson()) {
            main.print(state, "");
            return;
        }
        for (String name : PROGRESS) {
            if (state.has(name)) {
                main.say(name + ": " + state.get(name).asString());
            }
        }
    }

    @Command(
            name = "restore-all",
            description = "Lets the next start of a stopped server bring everything back from a copy.",
            mixinStandardHelpOptions = true)
    void restoreAll(@Parameters(paramLabel = "COPY") Path copy) throws Failure {
        Path from = copy.toAbsolutePath().normalize();
        Path marker = main.data().resolve("restore-from");
        if (!Files.exists(from.resolve("manifest"))) {
            throw new Failure("There is no finished copy in " + from + ".");
        }
        try {
            Files.createDirectories(main.data());
            Files.writeString(marker, from + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Failure("Cannot write " + marker + ": " + e.getMessage());
        }
        main.say("The next start on " + main.data() + " restores everything from " + from + ".");
    }
}
