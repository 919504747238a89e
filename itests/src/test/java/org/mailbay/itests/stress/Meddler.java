package org.mailbay.itests.stress;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.mailbay.itests.client.JmapClient;
import tools.jackson.databind.JsonNode;

/** Changes the mailbox by JMAP. */
final class Meddler implements AutoCloseable {
    private static final String[] KEYWORDS = {"$seen", "$flagged", "$answered", "meddled"};

    private final JmapClient jmap;
    private final Random random;
    private final String box;
    private final String other;
    private int number;

    Meddler(JmapClient jmap, Random random) throws IOException {
        this.jmap = jmap;
        this.random = random;
        this.box = mailbox(ImapStress.BOX);
        this.other = mailbox(ImapStress.OTHER);
    }

    private String mailbox(String name) throws IOException {
        for (JsonNode mailbox : jmap.one("Mailbox/get", "\"ids\":null").get("list")) {
            if (mailbox.get("name").asString().equals(name)) {
                return mailbox.get("id").asString();
            }
        }
        throw new IOException("no mailbox " + name);
    }

    private List<String> some(String mailbox) throws IOException {
        List<String> ids = new ArrayList<>();
        JsonNode found = jmap.one(
                "Email/query",
                "\"filter\":{\"inMailbox\":\"" + mailbox + "\"},\"limit\":4,\"position\":" + random.nextInt(20));
        found.get("ids").forEach(id -> ids.add(id.asString()));
        return ids;
    }

    /** Does something. */
    void act() throws IOException {
        switch (random.nextInt(6)) {
            case 0 -> create();
            case 1 -> update(some(box), "\"mailboxIds\":{\"" + other + "\":true}");
            case 2 -> update(some(other), "\"mailboxIds\":{\"" + box + "\":true}");
            case 3 -> update(some(other), "\"mailboxIds\":{\"" + box + "\":true,\"" + other + "\":true}");
            case 4 -> destroy(some(random.nextBoolean() ? box : other));
            default ->
                update(
                        some(box),
                        "\"keywords/" + KEYWORDS[random.nextInt(KEYWORDS.length)] + "\":"
                                + (random.nextBoolean() ? "true" : "null"));
        }
    }

    private void create() throws IOException {
        JsonNode done = jmap.one(
                "Email/set",
                "\"create\":{\"n\":{\"mailboxIds\":{\"" + box + "\":true},\"subject\":\"meddled " + number++
                        + "\",\"textBody\":[{\"partId\":\"1\",\"type\":\"text/plain\"}],\"bodyValues\":{\"1\":{\"value\":\"x\"}}}}");
        if (!done.has("created") || done.get("created").isNull()) {
            throw new Violation("JMAP: " + done);
        }
    }

    private void update(List<String> ids, String patch) throws IOException {
        StringBuilder updates = new StringBuilder();
        ids.forEach(id -> updates.append(updates.isEmpty() ? "" : ",")
                .append("\"" + id + "\":{")
                .append(patch)
                .append('}'));
        jmap.one("Email/set", "\"update\":{" + updates + "}");
    }

    private void destroy(List<String> ids) throws IOException {
        jmap.one(
                "Email/set",
                "\"destroy\":["
                        + String.join(
                                ",", ids.stream().map(id -> '"' + id + '"').toList()) + "]");
    }

    @Override
    public void close() throws IOException {
        jmap.close();
    }
}
