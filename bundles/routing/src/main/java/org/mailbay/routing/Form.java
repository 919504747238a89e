package org.mailbay.routing;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.util.List;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.Field;
import org.mailbay.admin.spi.Shape;

/**
 * How the rules of a kind look in the admin API.
 *
 * @param singular as part of an operation's id
 * @param plural as part of an operation's id
 * @param words for people
 * @param taken what is said to make one
 */
record Form(String singular, String plural, String words, Shape.Fields taken) {
    static final Shape ADDRESSES = Shape.list(Shape.text(1, 320));

    private static final String TO = "to";
    private static final String OWNERS = "owners";
    private static final String POSTING = "posting";
    private static final Field TARGETS = field(TO, ADDRESSES, "addresses");
    private static final Field WHO_POSTS =
            optional(POSTING, Shape.oneOf("anyone", "local", "members", "owners"), "who may write to it");

    static Form of(Kind kind) {
        return switch (kind) {
            case ALIAS -> new Form("Alias", "Aliases", "addresses that are others", Shape.object(TARGETS));
            case GROUP -> new Form("Group", "Groups", "groups of people here", Shape.object(WHO_POSTS));
            case LIST ->
                new Form(
                        "MailingList",
                        "MailingLists",
                        "mailing lists",
                        Shape.object(optional(OWNERS, ADDRESSES, "who gets its bounces"), WHO_POSTS));
            case FORWARD ->
                new Form(
                        "Forward",
                        "Forwards",
                        "users whose mail goes elsewhere",
                        Shape.object(TARGETS, optional("keep", Shape.flag(), "whether the user gets it, too")));
            case CATCH_ALL ->
                new Form(
                        "CatchAll",
                        "CatchAlls",
                        "domains whose unknown addresses are somebody's",
                        Shape.object(TARGETS));
            case ROUTE ->
                new Form(
                        "Route",
                        "Routes",
                        "relay hosts by which mail leaves",
                        Shape.object(field("via", Shape.text(1, 300), "mx, or HOST:PORT of the relay")));
            case GRANT -> new Form("Grant", "Grants", "rights to send as an address", Shape.object(TARGETS));
        };
    }

    /** What is shown of one. */
    Shape.Fields shown() {
        return taken.and(field("name", Shape.text(), "of the rule"), optional("members", Shape.number(), "how many"));
    }

    /** The rule that a request makes. */
    static Rule read(Kind kind, String name, AdminRequest request) throws AdminProblem {
        return switch (kind) {
            case ALIAS, GRANT -> Rule.of(kind, name, Checks.addresses(request.texts(TO), false));
            case CATCH_ALL -> Rule.of(kind, name, Checks.addresses(request.texts(TO), true));
            case FORWARD ->
                new Rule(
                        0,
                        kind,
                        name,
                        Checks.addresses(request.texts(TO), false),
                        request.flag("keep", true),
                        Posting.ANYONE);
            case ROUTE -> Rule.of(kind, name, List.of(request.text("via")));
            case GROUP -> new Rule(0, kind, name, List.of(), false, posting(request, Posting.ANYONE));
            case LIST ->
                new Rule(
                        0,
                        kind,
                        name,
                        Checks.addresses(request.texts(OWNERS), false),
                        false,
                        posting(request, Posting.MEMBERS));
        };
    }

    private static Posting posting(AdminRequest request, Posting otherwise) throws AdminProblem {
        return Posting.ofCode(request.text(POSTING, otherwise.code()))
                .orElseThrow(() -> AdminProblem.malformed(POSTING, "Nobody knows this."));
    }
}
