package jmap;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A user's inbox on a server, with what a client remembers of it. */
final class Box {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int KNOWN = 500;

    private final Peer peer;
    private final String user;
    private final String api;
    private final String account;
    private final AtomicInteger flips = new AtomicInteger();
    private String inbox = "";
    private String[] ids = {};
    private String state = "";
    private String olderState = "";

    /** Asks for the session (RFC 8620 §2.2). */
    Box(Peer peer, String user) throws IOException {
        this.peer = peer;
        this.user = user;
        try (Http http = connect()) {
            int status = http.get("/.well-known/jmap");
            if (status >= 300 && status < 400) {
                status = http.get(URI.create(http.location()).getPath());
            }
            if (status != 200) {
                throw new IOException(peer.name() + ": session " + status + " " + http.text());
            }
            JsonNode session = JSON.readTree(http.body());
            api = URI.create(session.get("apiUrl").asString()).getPath();
            account = session.at("/primaryAccounts/urn:ietf:params:jmap:mail").asString();
        }
    }

    Peer peer() {
        return peer;
    }

    String user() {
        return user;
    }

    String inbox() {
        return inbox;
    }

    /** The newest 500 messages. */
    String[] ids() {
        return ids;
    }

    String state() {
        return state;
    }

    /** The state before the last delivery. */
    String olderState() {
        return olderState;
    }

    Http connect() throws IOException {
        return new Http(peer.httpPort(), user, peer.password());
    }

    /** A request of these calls, in which {@code @} stands for the account. */
    byte[] request(String calls) {
        return ("{\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:mail\"],\"methodCalls\":["
                        + calls.replace("@", "\"accountId\":\"" + account + "\"") + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    int post(Http http, byte[] request) throws IOException {
        return http.post(api, request);
    }

    /** The arguments of the answer to one call. */
    JsonNode call(String call) throws IOException {
        try (Http http = connect()) {
            int status = post(http, request(call));
            JsonNode answer = status == 200 ? JSON.readTree(http.body()).at("/methodResponses/0") : null;
            while (answer != null && answer.at("/1/type").asString("").equals("serverUnavailable")) {
                pause(); // RFC 8620 §3.6.2: an index that is behind
                post(http, request(call));
                answer = JSON.readTree(http.body()).at("/methodResponses/0");
            }
            if (answer == null || answer.get(0).asString().equals("error")) {
                throw new IOException(peer.name() + ": " + status + " " + http.text());
            }
            return answer.get(1);
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** How many messages there are. */
    int total() throws IOException {
        return call("[\"Email/query\",{@,\"limit\":1,\"calculateTotal\":true},\"0\"]")
                .get("total")
                .asInt();
    }

    /** Whether a text search finds message {@code number}. */
    boolean finds(int number) throws IOException {
        return !call("[\"Email/query\",{@,\"filter\":{\"text\":\"" + Letters.mark(number) + "\"},\"limit\":1},\"0\"]")
                .get("ids")
                .isEmpty();
    }

    /** A call that changes one message's flag: it is set on one after the other, then taken away from one after the other. */
    String nextFlip() {
        int flip = flips.getAndIncrement();
        return "[\"Email/set\",{@,\"update\":{\"" + ids[flip % ids.length] + "\":{\"keywords/$seen\":"
                + (flip / ids.length % 2 == 0 ? "true" : "null") + "}}},\"0\"]";
    }

    /** Learns what a client knows after it has been here for a while. */
    void learn() throws IOException {
        for (JsonNode mailbox : call("[\"Mailbox/get\",{@,\"ids\":null},\"0\"]").get("list")) {
            if ("inbox".equals(mailbox.path("role").asString(""))) {
                inbox = mailbox.get("id").asString();
            }
        }
        JsonNode found = call("[\"Email/query\",{@,\"filter\":{\"inMailbox\":\"" + inbox + "\"},"
                        + "\"sort\":[{\"property\":\"receivedAt\",\"isAscending\":false}],\"limit\":" + KNOWN
                        + "},\"0\"]")
                .get("ids");
        ids = new String[found.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = found.get(i).asString();
        }
        StringBuilder unseen = new StringBuilder();
        for (String id : ids) {
            unseen.append(unseen.isEmpty() ? "" : ",").append('"').append(id).append("\":{\"keywords/$seen\":null}");
        }
        call("[\"Email/set\",{@,\"update\":{" + unseen + "}},\"0\"]");
        state = now();
    }

    /** Delivers one message, before and after which the state is known. */
    void deliver(Letters letters) throws IOException, InterruptedException {
        int number = total();
        olderState = now();
        peer.fill(user, letters, number, number + 1);
        state = now();
    }

    private String now() throws IOException {
        return call("[\"Email/get\",{@,\"ids\":[]},\"0\"]").get("state").asString();
    }
}
