package org.mailbay.queue;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Field;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /admin/v1/queue}: what waits, and what is to become of it. */
@Component(property = AdminResource.PATH + "=queue")
public final class QueueResource implements AdminResource {
    private static final Logger LOG = LoggerFactory.getLogger(QueueResource.class);
    private static final String DESTINATIONS = "destinations";
    private static final String HELD = "held by an administrator";
    private static final int MOST = 500;
    private static final Need READ = Need.system("queue.read");
    private static final Need WRITE = Need.system("queue.write");
    private static final Field WHY = optional("why", Shape.text(1, 200), "for the list and the log");
    private static final Shape DONE = Shape.object(
            field("id", Shape.text(), "of the message"),
            field("done", Shape.text(), "what was done"),
            optional("left", Shape.number(), "how many attempts run yet"));
    private static final Shape DESTINATION_DONE = Shape.object(
            field("destination", Shape.text(), "as asked"),
            field("done", Shape.text(), "what was done"),
            optional("brought", Shape.number(), "how many recipients are tried now"));

    private final Desk desk;
    private final Listing listing;

    @Activate
    public QueueResource(@Reference MailQueue queue) {
        desk = queue.desk();
        listing = queue.listing();
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listQueue", "Lists messages that wait or are held, oldest first")
                        .pages(Shape.anything())
                        .query("sender", Shape.text(), "a part of it")
                        .query("recipient", Shape.text(), "a part of one that is left")
                        .query("destination", Shape.text(), "domain, relay:HOST:PORT or mailbox")
                        .query("state", Shape.oneOf("held", "waiting"), "only these")
                        .needs(READ)
                        .by(this::list),
                Operation.get("{id}", "getQueued", "Shows a message, its header, and who is yet to get it")
                        .needs(READ)
                        .by(this::show),
                onMessage("hold", "holdQueued", "Keeps a message until it is released")
                        .takes(Shape.object(WHY))
                        .by(request -> done(request, "hold", number -> desk.hold(number, why(request, HELD)))),
                onMessage("release", "releaseQueued", "Sends a message that is held")
                        .by(request -> done(request, "release", desk::release)),
                onMessage("retry", "retryQueued", "Tries a message now")
                        .by(request -> done(request, "retry", desk::release)),
                onMessage("reroute", "rerouteQueued", "Sends a message another way, now")
                        .takes(Shape.object(field("to", Shape.text(1, 300), "such as relay:smarthost.example:25")))
                        .by(this::reroute),
                onMessage("remove", "removeQueued", "Gives a message up")
                        .takes(Shape.object(optional("report", Shape.flag(), "whether its sender hears of it"), WHY))
                        .dangerous()
                        .by(this::remove),
                Operation.get(DESTINATIONS, "listDestinations", "Says what waits for which destination")
                        .pages(Shape.anything())
                        .needs(READ)
                        .by(this::destinations),
                onDestination("pause", "pauseDestination", "Sends nothing to a destination, also after a restart"),
                onDestination("resume", "resumeDestination", "Sends to a destination again"),
                onDestination("retry", "retryDestination", "Tries a destination now that could not be reached"));
    }

    private static Operation.Draft onMessage(String verb, String id, String summary) {
        return Operation.post("{id}/" + verb, id, summary).answers(DONE).needs(WRITE);
    }

    private Operation onDestination(String verb, String id, String summary) {
        return Operation.post(DESTINATIONS + "/{destination}/" + verb, id, summary)
                .answers(DESTINATION_DONE)
                .needs(WRITE)
                .by(request -> change(verb, request));
    }

    private static AdminProblem gone() {
        return new AdminProblem(404, "not-found", "There is no such message in the queue (any more).");
    }

    private static long number(String text) throws AdminProblem {
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw gone();
        }
        if (number < 0) {
            throw gone();
        }
        return number;
    }

    private static Lane.To destination(String text) throws AdminProblem {
        try {
            return Lane.To.parse(text);
        } catch (IllegalArgumentException e) {
            throw new AdminProblem(400, "malformed-destination", "No destination: " + e.getMessage());
        }
    }

    private AdminResponse list(AdminRequest request) throws AdminProblem, IOException {
        Map<String, String> query = request.query();
        Boolean held = switch (query.getOrDefault("state", "")) {
            case "held" -> true;
            case "waiting" -> false;
            default -> null;
        };
        return AdminResponse.ok(listing.letters(
                new Listing.Filter(
                        lower(query, "sender"), lower(query, "recipient"), query.getOrDefault("destination", ""), held),
                request.after().isEmpty() ? 0 : number(request.after()),
                Math.min(request.limit(), MOST)));
    }

    private static String lower(Map<String, String> query, String name) {
        return query.getOrDefault(name, "").toLowerCase(Locale.ROOT);
    }

    private AdminResponse destinations(AdminRequest request) throws AdminProblem, IOException {
        String from = request.after();
        byte @Nullable [] after = from.isEmpty() ? null : Listing.after(from);
        if (!from.isEmpty() && after == null) {
            throw AdminProblem.malformedParameter("after", "This is what a page before gave as \"next\".");
        }
        return AdminResponse.ok(listing.destinations(after));
    }

    private AdminResponse show(AdminRequest request) throws AdminProblem, IOException {
        Map<String, Object> letter = listing.letter(number(request.variable("id")));
        if (letter == null) {
            throw gone();
        }
        return AdminResponse.ok(letter);
    }

    /** Does something with a message; whether it was there. */
    private interface Change {
        boolean make(long number) throws AdminProblem, IOException;
    }

    private AdminResponse done(AdminRequest request, String verb, Change change) throws AdminProblem, IOException {
        long number = number(request.variable("id"));
        if (!change.make(number)) {
            throw gone();
        }
        LOG.info(
                "event=queue-admin verb={} letter={} actor={}",
                verb,
                number,
                request.actor().name());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", Long.toString(number));
        answer.put("done", verb);
        return AdminResponse.ok(answer);
    }

    private AdminResponse reroute(AdminRequest request) throws AdminProblem, IOException {
        Lane.To to = destination(request.text("to"));
        return done(request, "reroute", number -> desk.reroute(number, to));
    }

    private AdminResponse remove(AdminRequest request) throws AdminProblem, IOException {
        String why = why(request, "no reason given");
        int[] left = {-1};
        AdminResponse done = done(request, "remove", number -> {
            left[0] = desk.remove(number, request.flag("report", false), why);
            return left[0] >= 0;
        });
        Map<String, Object> answer = new LinkedHashMap<>(done.body());
        answer.put("left", left[0]);
        return AdminResponse.ok(answer);
    }

    private static String why(AdminRequest request, String otherwise) throws AdminProblem {
        return request.text("why", otherwise);
    }

    private AdminResponse change(String verb, AdminRequest request) throws AdminProblem, IOException {
        Lane.To to = destination(request.variable("destination"));
        Map<String, Object> answer = new LinkedHashMap<>();
        switch (verb) {
            case "pause" -> desk.pause(to);
            case "resume" -> desk.resume(to);
            default -> answer.put("brought", desk.retry(to));
        }
        LOG.info(
                "event=queue-admin verb={} destination={} actor={}",
                verb,
                to,
                request.actor().name());
        answer.put("destination", to.toString());
        answer.put("done", verb);
        return AdminResponse.ok(answer);
    }
}
