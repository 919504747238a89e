package org.mailbay.jmap.mail.mailbox;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.mail.MailboxRights;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.store.AccountId;
import org.mailbay.store.Row;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** The property {@code shareWith} (RFC 9670 §4): rights by the id of a principal, which is {@code p} and its account's digits. */
final class Sharing {
    static final String PROPERTY = "shareWith";

    /** RFC 9670 §1.5.1. */
    static final String CAPABILITY = "urn:ietf:params:jmap:principals";

    /** How long the successor of a directory is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** RFC 9670 leaves a bound to the server; a row has 1,000 words. */
    private static final int MOST = 500;

    private final Swappable<Directory> directory;

    Sharing(Swappable<Directory> directory) {
        this.directory = directory;
    }

    /** As JSON; null when it is shared with nobody. */
    static JsonNode json(Map<AccountId, MailboxRights> shares) {
        if (shares.isEmpty()) {
            return NullNode.instance;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        shares.forEach((account, rights) -> json.set(principal(account), json(rights)));
        return json;
    }

    /** Whether what a client sent gives the same rights, those that it left out being false. */
    static boolean means(JsonNode sent, JsonNode now) {
        return given(sent).equals(given(now));
    }

    private static Map<String, Set<String>> given(JsonNode shares) {
        Map<String, Set<String>> given = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> share : shares.properties()) {
            Set<String> rights = new HashSet<>();
            share.getValue().properties().stream()
                    .filter(right -> right.getValue().asBoolean(false))
                    .forEach(right -> rights.add(right.getKey()));
            if (!rights.isEmpty()) {
                given.put(share.getKey(), rights);
            }
        }
        return given;
    }

    static ObjectNode json(MailboxRights rights) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Right right : Right.values()) {
            json.put(right.property(), rights.has(right));
        }
        return json;
    }

    private static String principal(AccountId account) {
        return "p" + account.toString().substring(1);
    }

    /**
     * Reads what a client sent.
     *
     * @throws SetError invalidProperties also for a principal that there is not in the account's tenant
     */
    Map<AccountId, MailboxRights> parse(View view, JsonNode value) throws SetError, IOException {
        if (value.isNull()) {
            return Map.of();
        }
        if (!(value instanceof ObjectNode object)) {
            throw refused("neither an object nor null");
        }
        if (object.size() > MOST) {
            throw refused("more than " + MOST + " principals");
        }
        Map<AccountId, MailboxRights> shares = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            AccountId account = Optional.of(entry.getKey())
                    .filter(id -> id.startsWith("p"))
                    .flatMap(id -> AccountId.parse("a" + id.substring(1)))
                    .orElseThrow(() -> refused("no principal " + entry.getKey()));
            if (account.equals(view.account().id())) {
                throw refused("the owner is not to be in it"); // RFC 9670 §4
            }
            MailboxRights rights = rights(entry.getValue());
            if (!rights.letters().isEmpty()) {
                shares.put(account, rights);
            }
        }
        checkPrincipals(view, shares.keySet());
        return shares;
    }

    /**
     * Refuses to share with somebody who is not in the account's tenant, or is its owner.
     *
     * @throws SetError invalidProperties
     */
    void check(View view, AccountId account) throws SetError, IOException {
        if (account.equals(view.account().id())) {
            throw refused("the owner is not to be in it"); // RFC 9670 §4
        }
        checkPrincipals(view, Set.of(account));
    }

    /**
     * A mailbox with another list of who may do what; who may do nothing any more is no longer subscribed.
     *
     * @throws SetError invalidProperties when they are too many
     */
    static Row with(Row row, Map<AccountId, MailboxRights> shares) throws SetError {
        if (shares.size() > MOST) {
            throw refused("more than " + MOST + " principals");
        }
        List<String> subscribers = row.get(OfMailbox.SUBSCRIBERS).stream()
                .filter(who -> AccountId.parse(who).filter(shares::containsKey).isPresent())
                .toList();
        return MailboxRights.with(row, shares).with(OfMailbox.SUBSCRIBERS, subscribers);
    }

    private void checkPrincipals(View view, Set<AccountId> accounts) throws SetError, IOException {
        if (accounts.isEmpty()) {
            return;
        }
        Set<AccountId> unknown = new HashSet<>(accounts);
        try (Lease<Directory> lease = directory.acquire(PATIENCE)) {
            for (Principal principal : lease.service().principals()) {
                if (principal.tenant().equals(view.account().tenant())) {
                    unknown.remove(principal.account());
                }
            }
        }
        if (!unknown.isEmpty()) {
            throw refused("no principal " + principal(unknown.iterator().next()));
        }
    }

    private static MailboxRights rights(JsonNode value) throws SetError {
        if (!(value instanceof ObjectNode object)) {
            throw refused("rights are an object");
        }
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            Right right = Arrays.stream(Right.values())
                    .filter(some -> some.property().equals(entry.getKey()))
                    .findFirst()
                    .orElseThrow(() -> refused("no right " + entry.getKey()));
            if (!entry.getValue().isBoolean()) {
                throw refused("rights are true or false");
            }
            if (entry.getValue().booleanValue()) {
                rights.add(right);
            }
        }
        return MailboxRights.of(rights);
    }

    private static SetError refused(String why) {
        return SetError.invalidProperties(PROPERTY + ": " + why, PROPERTY);
    }
}
