package org.mailbay.jmap.submission.post;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.submission.StoredJson;
import org.mailbay.jmap.submission.Types;
import org.mailbay.store.BlobRef;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes into a submission what became of it; one that the client has destroyed is left in peace. */
final class Statuses {
    /** Reports of one submission that are kept. */
    private static final int MOST_REPORTS = 100;

    private Statuses() {}

    /** Sets what became of recipients. */
    static void set(Transaction tx, ObjectId submission, Map<String, Status> statuses) throws IOException {
        edit(tx, submission, json -> {
            ObjectNode all =
                    json.path("deliveryStatus") instanceof ObjectNode old ? old : json.putObject("deliveryStatus");
            statuses.forEach((address, status) -> {
                ObjectNode one = entry(all, address);
                one.put("smtpReply", status.smtpReply());
                one.put("delivered", status.delivered());
            });
        });
    }

    /** What is said of each recipient so far. */
    static Map<String, String> replies(Transaction tx, ObjectId submission) throws IOException {
        Map<String, String> replies = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byte[] bytes = tx.bytes(submission);
        if (bytes != null) {
            StoredJson.read(bytes)
                    .path("deliveryStatus")
                    .properties()
                    .forEach(entry -> replies.put(
                            entry.getKey(), entry.getValue().path("smtpReply").asString("")));
        }
        return replies;
    }

    /** As {@link #set}, but only of recipients that there are: for what others claim. */
    static void change(Transaction tx, ObjectId submission, Map<String, Status> statuses) throws IOException {
        edit(tx, submission, json -> {
            for (Map.Entry<String, JsonNode> entry : json.path("deliveryStatus").properties()) {
                statuses.forEach((address, status) -> {
                    if (entry.getKey().equalsIgnoreCase(address) && entry.getValue() instanceof ObjectNode one) {
                        one.put("smtpReply", status.smtpReply());
                        one.put("delivered", status.delivered());
                    }
                });
            }
        });
    }

    /** What is said of a recipient, whose address may differ in case. */
    private static ObjectNode entry(ObjectNode all, String address) {
        for (Map.Entry<String, JsonNode> entry : all.properties()) {
            if (entry.getKey().equalsIgnoreCase(address) && entry.getValue() instanceof ObjectNode known) {
                return known;
            }
        }
        return all.putObject(address)
                .put("smtpReply", Status.WAITING)
                .put("delivered", "queued")
                .put("displayed", "unknown");
    }

    /** Adds a report that came in; {@code property} is dsnBlobIds or mdnBlobIds. */
    static void report(Transaction tx, ObjectId submission, String property, BlobRef report) throws IOException {
        edit(tx, submission, json -> {
            ArrayNode ids = json.path(property) instanceof ArrayNode old ? old : json.putArray(property);
            String id = BlobId.of(report).toString();
            if (ids.size() < MOST_REPORTS
                    && ids.valueStream().noneMatch(known -> known.asString().equals(id))) {
                ids.add(id);
            }
        });
    }

    /** Says that a recipient has seen the message; null for the only one there is. */
    static void displayed(Transaction tx, ObjectId submission, @Nullable String address) throws IOException {
        edit(tx, submission, json -> {
            if (json.path("deliveryStatus") instanceof ObjectNode all) {
                all.properties().forEach(entry -> {
                    boolean isMeant =
                            address == null ? all.size() == 1 : entry.getKey().equalsIgnoreCase(address);
                    if (isMeant && entry.getValue() instanceof ObjectNode one) {
                        one.put("displayed", "yes");
                    }
                });
            }
        });
    }

    private interface Edit {
        void apply(ObjectNode json);
    }

    private static void edit(Transaction tx, ObjectId submission, Edit edit) throws IOException {
        Row row = tx.row(submission);
        byte[] bytes = tx.bytes(submission);
        if (row == null || bytes == null) {
            return;
        }
        ObjectNode old = StoredJson.read(bytes);
        ObjectNode json = old.deepCopy();
        edit.apply(json);
        if (!json.equals(old)) {
            tx.update(Types.SUBMISSION, submission, row, StoredJson.bytes(json), blobs(json));
        }
    }

    private static List<BlobRef> blobs(ObjectNode json) {
        List<BlobRef> blobs = new ArrayList<>();
        for (String property : List.of("dsnBlobIds", "mdnBlobIds")) {
            for (JsonNode id : json.path(property)) {
                BlobId.parse(id.asString()).map(BlobId::blob).ifPresent(blob -> {
                    if (!blobs.contains(blob)) {
                        blobs.add(blob);
                    }
                });
            }
        }
        return blobs;
    }
}
