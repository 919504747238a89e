package org.mailbay.itests.hotswap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.mailbay.itests.client.JmapClient;
import tools.jackson.databind.JsonNode;

/** Reads everything back: each message that was accepted is there once, in each account it was accepted for, and nothing else is. */
final class Inventory {
    private static final int PAGE = 250;
    private static final int SAMPLE = 97;

    private final int port;
    private final Load load;
    private final Ledger ledger;
    private long lost;
    private long doubled;
    private long compared;

    Inventory(int port, Load load, Ledger ledger) {
        this.port = port;
        this.load = load;
        this.ledger = ledger;
    }

    void take() throws IOException {
        for (int i = 0; i < load.accounts(); i++) {
            String user = load.user(i);
            try (JmapClient client = new JmapClient(port, user, HotSwap.PASSWORD, 60_000)) {
                compare(user, count(client));
            }
        }
    }

    private Map<String, Integer> count(JmapClient client) throws IOException {
        Map<String, Integer> found = new HashMap<>();
        for (int position = 0; ; position += PAGE) {
            JsonNode responses = client.call("[[\"Email/query\",{\"accountId\":\"ACCOUNT\",\"position\":" + position
                    + ",\"limit\":"
                    + PAGE + "},\"q\"],[\"Email/get\",{\"accountId\":\"ACCOUNT\",\"#ids\":{\"resultOf\":\"q\",\"name\":"
                    + "\"Email/query\",\"path\":\"/ids\"},\"properties\":[\"subject\",\"blobId\"]},\"g\"]]");
            JsonNode list = responses.get(1).get(1).get("list");
            if (list.isEmpty()) {
                return found;
            }
            for (JsonNode email : list) {
                String id = email.get("subject").asString();
                found.merge(id, 1, Integer::sum);
                if (Math.floorMod(id.hashCode(), SAMPLE) == 0) {
                    compareBody(client, id, email.get("blobId").asString());
                }
            }
        }
    }

    private void compareBody(JmapClient client, String id, String blob) throws IOException {
        compared++;
        String message = new String(client.download(blob), StandardCharsets.US_ASCII);
        int size = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
        if (!message.substring(message.indexOf("\r\n\r\n") + 4).equals(Sender.body(id, size))) {
            ledger.violation("message " + id + " came back with another body");
        }
    }

    private void compare(String user, Map<String, Integer> found) {
        ledger.accepted().forEach((id, accounts) -> {
            if (accounts.contains(user) && !found.containsKey(id)) {
                lost++;
                ledger.violation("message " + id + " was accepted for " + user + " and is not there");
            }
        });
        found.forEach((id, times) -> {
            Set<String> accounts = ledger.accepted().getOrDefault(id, Set.of());
            if (times > 1) {
                doubled++;
                ledger.violation("message " + id + " is there " + times + " times for " + user);
            } else if (!accounts.contains(user) && !ledger.isUnanswered(id)) {
                ledger.violation("message " + id + " is there for " + user + ", who was not promised it");
            }
        });
    }

    String summary() {
        return lost + " lost, " + doubled + " doubled, " + compared + " compared byte by byte";
    }
}
