package org.mailbay.directory.local;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.instant;
import static org.mailbay.admin.spi.Shape.list;
import static org.mailbay.admin.spi.Shape.number;
import static org.mailbay.admin.spi.Shape.object;
import static org.mailbay.admin.spi.Shape.oneOf;
import static org.mailbay.admin.spi.Shape.optional;
import static org.mailbay.admin.spi.Shape.secret;
import static org.mailbay.admin.spi.Shape.text;

import java.util.Arrays;
import java.util.Locale;
import org.mailbay.admin.spi.Shape;
import org.mailbay.directory.Principal;

/** What users look like in the admin API. */
final class AccountShapes {
    static final Shape ADDRESS = text(3, 254);
    static final Shape PASSWORD = secret(1, 1_000);
    private static final Shape NAME = text(0, 255);
    private static final Shape BYTES = number(0, 1L << 60);
    private static final Shape ROLES = list(oneOf(words(Principal.Role.values())), 3);
    private static final Shape DOMAINS = list(text(1, 255), 1_000);

    static final Shape.Fields NEW = object(
            field("address", ADDRESS, "mail address; its domain must be there"),
            optional("name", NAME, "for people"),
            field("password", PASSWORD, "to log in with"),
            optional("quotaBytes", BYTES, "how much it may hold; 0 as much as it likes; without, as its tenant says"));

    static final Shape.Fields CHANGES = object(
            optional("name", NAME, "for people"),
            optional("state", oneOf(words(Principal.State.values())), "suspended: cannot log in"),
            optional("roles", ROLES, "what they administer"),
            optional("domains", DOMAINS, "which domains a domain administrator administers"),
            optional("quotaBytes", BYTES, "how much it may hold; 0 as much as it likes; null as its tenant says"));

    static final Shape.Fields ACCOUNT = object(
            field("address", text(1, 254), "main address"),
            field("name", NAME, "for people"),
            field("account", text(1, 20), "name of its data"),
            field("tenant", text(0, 64), "whose it is; empty for the server's own administrator"),
            field("state", oneOf(words(Principal.State.values())), "suspended: cannot log in"),
            field("roles", ROLES, "what they administer"),
            field("domains", DOMAINS, "which domains a domain administrator administers"),
            optional("quotaBytes", BYTES, "how much it may hold, where that was said of this account; 0 no limit"));

    static final Shape.Fields USAGE = object(
            field("usedBytes", BYTES, "how much it holds"),
            field("quotaBytes", BYTES, "how much it may hold; 0 no limit"),
            field("quotaSource", oneOf("account", "tenant", "server"), "who says so"));

    static final Shape.Fields DEPARTED = object(
            field("account", text(1, 20), "name of its data"),
            field("address", text(1, 254), "main address that it had"),
            field("name", NAME, "for people"),
            field("tenant", text(0, 64), "whose it was"),
            field("since", instant(), "when it was removed"),
            field("until", instant(), "when its data goes"));

    static final Shape.Fields KEY = object(
            field("id", text(1, 30), "names it"),
            field("name", text(1, 100), "in its owner's words"),
            field("scopes", list(text(1, 64), 50), "what it opens"),
            field("created", instant(), "when it was made"),
            optional("expires", instant(), "when it is of no use any more"));

    static final Shape.Fields NEW_KEY = object(
            field("name", text(1, 100), "in its owner's words, such as the device"),
            optional(
                    "scopes",
                    list(text(1, 64), 50),
                    "what it opens: imap, smtp, pop3, jmap, dav, sieve, admin, rights such as accounts.read, or *"),
            optional("expires", instant(), "when it is of no use any more; never by itself"));

    static final Shape.Fields ISSUED =
            KEY.and(field("secret", secret(1, 100), "what lets in: shown this once, kept nowhere"));

    private AccountShapes() {}

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String[] words(Enum<?>[] constants) {
        return Arrays.stream(constants).map(AccountShapes::word).toArray(String[]::new);
    }

    static <E extends Enum<E>> E of(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
