package org.mailbay.itests.hotswap;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.mailbay.itests.client.JmapClient;
import tools.jackson.databind.JsonNode;

/** Lists the newest messages of an account and opens them, again and again, over one connection; every third time it changes one, and now and then it looks for one by its words. */
final class Reader implements Runnable {
    private static final int TIMEOUT_MILLIS = 60_000;
    /** What an index may take to catch up when the load is over. */
    private static final int SEARCH_SECONDS = 80;

    private static final String NEWEST = """
            [["Email/query",{"accountId":"ACCOUNT","sort":[{"property":"receivedAt","isAscending":false}],"limit":10},"q"],
             ["Email/get",{"accountId":"ACCOUNT","#ids":{"resultOf":"q","name":"Email/query","path":"/ids"},
              "properties":["subject","keywords","mailboxIds","preview","size"]},"g"],
             ["Mailbox/get",{"accountId":"ACCOUNT","ids":null},"m"]]""";

    private final int number;
    private final int port;
    private final Load load;
    private final Ledger ledger;
    private final BooleanSupplier goOn;

    Reader(int number, int port, Load load, Ledger ledger, BooleanSupplier goOn) {
        this.number = number;
        this.port = port;
        this.load = load;
        this.ledger = ledger;
        this.goOn = goOn;
    }

    @Override
    public void run() {
        try (JmapClient client = new JmapClient(port, load.user(number), HotSwap.PASSWORD, TIMEOUT_MILLIS)) {
            for (int i = 0; goOn.getAsBoolean(); i++) {
                read(client, i);
            }
        } catch (IOException | RuntimeException e) {
            ledger.violation("JMAP client " + number + ": " + e);
        }
    }

    private void read(JmapClient client, int i) throws IOException {
        try {
            JsonNode responses = timed(client, NEWEST);
            JsonNode ids = responses.get(0).get(1).get("ids");
            JsonNode found = responses.get(1).get(1);
            if (found.get("list").size() + found.get("notFound").size() != ids.size()) {
                ledger.violation("JMAP client " + number + ": " + ids.size() + " ids, but " + found);
            }
            if (i % 3 == 2 && !ids.isEmpty()) {
                set(client, ids.get(0).asString(), i);
            }
            if (i % 10 == 9 && !found.get("list").isEmpty()) {
                JsonNode email = found.get("list").get(0);
                search(client, email.get("id").asString(), email.get("subject").asString());
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).startsWith("HTTP ")
                    && !String.valueOf(e.getMessage()).startsWith("JMAP ")) {
                throw e;
            }
            ledger.violation("JMAP client " + number + ": " + e.getMessage());
        }
    }

    private void set(JmapClient client, String id, int i) throws IOException {
        JsonNode set = timed(
                        client,
                        "[[\"Email/set\",{\"accountId\":\"ACCOUNT\",\"update\":{\"" + id + "\":{\"keywords/$flagged\":"
                                + (i % 2 == 0 ? "true" : "null") + "}}},\"s\"]]")
                .get(0)
                .get(1);
        if (set.get("updated") == null || !set.get("updated").has(id)) {
            ledger.violation("JMAP client " + number + ": not updated: " + set);
        }
    }

    /** A message that is shown must be found; as long as the index has not seen it the search must say so. */
    private void search(JmapClient client, String id, String subject) throws IOException {
        String query = "[[\"Email/query\",{\"accountId\":\"ACCOUNT\",\"filter\":{\"subject\":\"\\\"" + subject
                + "\\\"\"}},\"f\"]]";
        long deadline = Long.MAX_VALUE;
        JsonNode response = client.post(query).json().get("methodResponses").get(0);
        while (response.get(1).path("type").asString("").equals("serverUnavailable") && System.nanoTime() < deadline) {
            ledger.behind.incrementAndGet();
            pause();
            if (deadline == Long.MAX_VALUE && !goOn.getAsBoolean()) {
                deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SEARCH_SECONDS);
            }
            response = client.post(query).json().get("methodResponses").get(0);
        }
        ledger.searches.incrementAndGet();
        JsonNode ids = response.get(1).path("ids");
        if (ids.valueStream().noneMatch(found -> found.asString().equals(id))) {
            ledger.violation("JMAP client " + number + " looked for " + subject + " (" + id + "): " + response);
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private JsonNode timed(JmapClient client, String calls) throws IOException {
        Ledger.Phase began = ledger.phase();
        long since = System.nanoTime();
        try {
            return client.call(calls);
        } finally {
            ledger.waitedForJmap(began, System.nanoTime() - since);
        }
    }
}
