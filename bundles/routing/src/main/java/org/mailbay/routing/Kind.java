package org.mailbay.routing;

import java.util.Arrays;
import java.util.Optional;

/** What a rule is about. The codes are stored. */
enum Kind {
    /** An address that is others. */
    ALIAS("alias", "aliases"),
    /** An address that is all of its members, who are people here. */
    GROUP("group", "groups"),
    /** As a group, with members anywhere, who get it from the list. */
    LIST("list", "lists"),
    /** A user's mail goes to others, too or instead. */
    FORWARD("forward", "forwards"),
    /** Whatever of a domain is nobody's. */
    CATCH_ALL("catch-all", "catch-alls"),
    /** By which relay host mail leaves. */
    ROUTE("route", "routes"),
    /** Who else may send as an address. */
    GRANT("grant", "grants");

    private final String code;
    private final String plural;

    Kind(String code, String plural) {
        this.code = code;
        this.plural = plural;
    }

    String code() {
        return code;
    }

    /** In paths of the admin API. */
    String plural() {
        return plural;
    }

    boolean hasMembers() {
        return this == GROUP || this == LIST;
    }

    /** Whether its name is an address that mail goes through. */
    boolean isAddress() {
        return this == ALIAS || hasMembers();
    }

    static Optional<Kind> ofCode(String code) {
        return Arrays.stream(values()).filter(kind -> kind.code.equals(code)).findFirst();
    }
}
