package org.mailbay.itests.transcripts;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** The two users of a transcript, new for it: {@code user}, and {@code other} of the same tenant. */
final class Users {
    private static final String PASSWORD = "transcript";
    private static final String DOMAIN = "@example.test";
    private static final int PATIENCE = 30_000;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Map<String, String> addresses;
    private final Map<String, String> authorizations;
    private final Map<String, String> accounts;
    private final List<String> capabilities;
    private final Variables variables = new Variables();

    private Users(Server server, String user, String other) throws IOException {
        addresses = Map.of("user", user, "other", other);
        try (JmapClient first = new JmapClient(server.port("http"), user, PASSWORD, PATIENCE);
                JmapClient second = new JmapClient(server.port("http"), other, PASSWORD, PATIENCE)) {
            authorizations = Map.of(
                    "user", first.fields(Map.of()).get("Authorization"),
                    "other", second.fields(Map.of()).get("Authorization"));
            JsonNode session = first.session();
            capabilities = List.copyOf(session.get("capabilities").propertyNames());
            accounts = Map.of(
                    "user", first.account(),
                    "other", second.account());
            variables.put("core", session.get("capabilities").get("urn:ietf:params:jmap:core"));
            session.get("capabilities")
                    .get("urn:ietf:params:jmap:core")
                    .properties()
                    .forEach(limit -> variables.put(limit.getKey(), limit.getValue()));
            for (JsonNode mailbox : first.one("Mailbox/get", "\"ids\":null").get("list")) {
                if (mailbox.get("role").isString()) {
                    variables.put(mailbox.get("role").stringValue(), mailbox.get("id"));
                }
            }
        }
        variables.put("accountId", accounts.get("user"));
        variables.put("otherAccountId", accounts.get("other"));
        variables.put("user", user);
        variables.put("other", other);
        variables.put("password", PASSWORD);
        variables.put("host", "localhost:" + server.port("http"));
    }

    /** Makes them. */
    static Users of(Server server) throws IOException {
        AdminClient admin = new AdminClient(server.port("http"), server.data());
        int number = NUMBER.incrementAndGet();
        String user = "user" + number + DOMAIN;
        String other = "other" + number + DOMAIN;
        for (String address : List.of(user, other)) {
            admin.post("accounts", Map.of("address", address, "password", PASSWORD));
        }
        return new Users(server, user, other);
    }

    String address(String who) {
        return addresses.getOrDefault(who, who);
    }

    String authorization(String who) {
        return authorizations.get(who);
    }

    String account(String who) {
        return accounts.get(who);
    }

    List<String> capabilities() {
        return capabilities;
    }

    Variables variables() {
        return variables;
    }
}
