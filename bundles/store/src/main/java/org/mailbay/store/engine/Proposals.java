package org.mailbay.store.engine;

import java.util.Map;

/** What an administrator can do about what the check finds. */
public final class Proposals {
    private static final String RESTORE =
            "Restore the account to a moment before the damage (POST /admin/v1/store/restore), or let a copy be opened and compare.";

    private static final Map<String, String> BY_CODE = Map.ofEntries(
            Map.entry(
                    "shard-closed",
                    "Read the reason: a disk, a key or another process. The shard's accounts come back by themselves when it is gone."),
            Map.entry(
                    "account-unreadable",
                    "The row that is named cannot be read: let the driver verify its files (POST /admin/v1/store/verify). "
                            + RESTORE),
            Map.entry(
                    "memory-differs",
                    "Start the server again: the account is then read anew. If it comes back, report it."),
            Map.entry("object-missing", "The object's content is lost. " + RESTORE),
            Map.entry("state-missing", "The object is not visible any more. " + RESTORE),
            Map.entry("blob-missing", "The content is lost from the blob store. Bring the blob back from a backup."),
            Map.entry(
                    "reference-missing",
                    "The blob could be collected although it is in use: pause collection, then restore the account in place."),
            Map.entry("reference-orphan", "Only space is lost: the blob stays for ever. Nothing is urgent."),
            Map.entry("hold-far", "The clock may have been wrong when it was made. Only space is lost, until then."),
            Map.entry(
                    "key-missing",
                    "Nothing is lost yet, but equal content is stored twice from now on. Restore the records from a backup."),
            Map.entry(
                    "quota-differs",
                    "The account's quota is wrong by the difference; nothing is lost. Export and import repairs it."),
            Map.entry("log-incomplete", "Clients may miss changes. Clients that synchronise anew are right again."),
            Map.entry(
                    "uid-twice",
                    "IMAP clients may confuse two messages: move one of them to another mailbox and back."),
            Map.entry("uid-ahead", "A next message may get a UID that is taken. " + RESTORE),
            Map.entry("number-ahead", "A next object may get an id that is taken. " + RESTORE),
            Map.entry("modseq-ahead", "Clients may miss changes of the object: change a flag of it and back."),
            Map.entry("state-ahead", "Clients may miss changes. " + RESTORE),
            Map.entry(
                    "check-failed",
                    "A model could not look at its objects: it, or what it reads, is broken. Report it with the log of the time."),
            Map.entry("type-unknown", "No bundle ever registered this type, or its registration is lost. Report it."));

    private Proposals() {}

    /** All codes of the store itself. */
    public static java.util.Set<String> codes() {
        return BY_CODE.keySet();
    }

    /** What to do; never empty. */
    public static String of(String code) {
        return BY_CODE.getOrDefault(code, "Report it with the log of the time.");
    }
}
