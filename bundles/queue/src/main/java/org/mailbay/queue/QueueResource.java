package org.mailbay.queue;

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
    private static final int MOST = 500;

    private final Desk desk;
    private final Listing listing;

    @Activate
    public QueueResource(@Reference MailQueue queue) {
        desk = queue.desk();
        listing = queue.listing();
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        List<String> path = request.path();
        String what = request.method() + ' ' + path.size();
        boolean isDestinations = !path.isEmpty() && path.getFirst().equals(DESTINATIONS);
        return switch (what) {
            case "GET 0" -> AdminResponse.ok(list(request));
            case "GET 1" -> isDestinations ? destinations(request) : show(number(path.getFirst()));
            case "POST 2" -> AdminResponse.ok(change(number(path.getFirst()), path.get(1), request));
            case "POST 3" -> {
                if (!isDestinations) {
                    throw unknown();
                }
                yield AdminResponse.ok(change(destination(path.get(1)), path.get(2), request));
            }
            default -> throw unknown();
        };
    }

    private static AdminProblem unknown() {
        return new AdminProblem(404, "not-found", "There is no such thing in the queue.");
    }

    private static AdminProblem gone() {
        return new AdminProblem(404, "not-found", "There is no such message in the queue (any more).");
    }

    private static long number(String text) throws AdminProblem {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw gone();
        }
    }

    private static Lane.To destination(String text) throws AdminProblem {
        try {
            return Lane.To.parse(text);
        } catch (IllegalArgumentException e) {
            throw new AdminProblem(400, "malformed-destination", "No destination: " + e.getMessage());
        }
    }

    private Map<String, Object> list(AdminRequest request) throws AdminProblem, IOException {
        Map<String, String> query = request.query();
        Boolean held = switch (query.getOrDefault("state", "")) {
            case "" -> null;
            case "held" -> true;
            case "waiting" -> false;
            default -> throw new AdminProblem(400, "malformed-state", "A message is held or waiting.");
        };
        int limit;
        try {
            limit = Math.clamp(Integer.parseInt(query.getOrDefault("max", "50")), 1, MOST);
        } catch (NumberFormatException e) {
            throw new AdminProblem(400, "malformed-max", "\"max\" is a number.");
        }
        return listing.letters(
                new Listing.Filter(
                        lower(query, "sender"), lower(query, "recipient"), query.getOrDefault("destination", ""), held),
                number(query.getOrDefault("from", "0")),
                limit);
    }

    private static String lower(Map<String, String> query, String name) {
        return query.getOrDefault(name, "").toLowerCase(Locale.ROOT);
    }

    private AdminResponse destinations(AdminRequest request) throws AdminProblem, IOException {
        String from = request.query().getOrDefault("from", "");
        byte @Nullable [] after = from.isEmpty() ? null : Listing.after(from);
        if (!from.isEmpty() && after == null) {
            throw new AdminProblem(400, "malformed-from", "\"from\" is what a page before gave as \"next\".");
        }
        return AdminResponse.ok(listing.destinations(after));
    }

    private AdminResponse show(long number) throws AdminProblem, IOException {
        Map<String, Object> letter = listing.letter(number);
        if (letter == null) {
            throw gone();
        }
        return AdminResponse.ok(letter);
    }

    private Map<String, Object> change(long number, String verb, AdminRequest request)
            throws AdminProblem, IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", Long.toString(number));
        boolean isThere = switch (verb) {
            case "hold" -> {
                request.only("why");
                yield desk.hold(number, why(request, "held by an administrator"));
            }
            case "release", "retry" -> {
                request.only();
                yield desk.release(number);
            }
            case "reroute" -> {
                request.only("to");
                yield desk.reroute(number, destination(request.text("to")));
            }
            case "remove" -> {
                request.only("report", "why");
                int left = desk.remove(
                        number, Boolean.TRUE.equals(request.body().get("report")), why(request, "no reason given"));
                answer.put("left", left);
                yield left >= 0;
            }
            default -> throw unknown();
        };
        if (!isThere) {
            throw gone();
        }
        LOG.info(
                "event=queue-admin verb={} letter={} actor={}",
                verb,
                number,
                request.actor().name());
        answer.put("done", verb);
        return answer;
    }

    private static String why(AdminRequest request, String otherwise) throws AdminProblem {
        String why = request.text("why", otherwise);
        if (why.isEmpty() || why.length() > 200 || why.chars().anyMatch(c -> c < ' ')) {
            throw new AdminProblem(400, "malformed-why", "\"why\" is one line of at most 200 characters.");
        }
        return why;
    }

    private Map<String, Object> change(Lane.To to, String verb, AdminRequest request) throws AdminProblem, IOException {
        request.only();
        Map<String, Object> answer = new LinkedHashMap<>();
        switch (verb) {
            case "pause" -> desk.pause(to);
            case "resume" -> desk.resume(to);
            case "retry" -> answer.put("brought", desk.retry(to));
            default -> throw unknown();
        }
        LOG.info(
                "event=queue-admin verb={} destination={} actor={}",
                verb,
                to,
                request.actor().name());
        answer.put("destination", to.toString());
        answer.put("done", verb);
        return answer;
    }
}
