package org.mailbay.log;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.instant;
import static org.mailbay.admin.spi.Shape.lines;
import static org.mailbay.admin.spi.Shape.list;
import static org.mailbay.admin.spi.Shape.number;
import static org.mailbay.admin.spi.Shape.object;
import static org.mailbay.admin.spi.Shape.oneOf;
import static org.mailbay.admin.spi.Shape.optional;
import static org.mailbay.admin.spi.Shape.text;

import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;

/** {@code /admin/v1/logs}: the last lines of the log and those to come; {@code logs/levels}: how much it says. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=logs")
public final class LogsResource implements AdminResource {
    private static final long LONGEST_WAIT = 30;
    private static final Shape LEVEL = oneOf("trace", "debug", "info", "warn", "error");
    private static final Shape.Fields LINE = object(
            field("id", number(), "ascending; starts anew with the server"),
            field("time", instant(), "when"),
            field("level", oneOf("trace", "debug", "info", "warn", "error", "off"), "how serious"),
            field("logger", text(), "who says it"),
            field("message", text(0, 10_000), "what"),
            optional("exception", lines(0, 100_000), "the stack trace"));
    private static final Shape.Fields LOGGER = object(
            field("logger", text(1, 200), "a package or class; ROOT is all of them"),
            field("level", oneOf("trace", "debug", "info", "warn", "error", "off"), "what it says, and worse"),
            field("asked", Shape.flag(), "whether an administrator asked for it since the start"));

    private final Lines lines;
    private final Levels levels;

    @Activate
    public LogsResource(@Reference LogReaderService reader, @Reference Levels levels) {
        this.lines = new Lines(reader);
        this.levels = levels;
    }

    @Deactivate
    void close() {
        lines.close();
    }

    @Override
    public List<Operation> operations() {
        Need read = Need.system("logs.read");
        Need write = Need.system("logs.write");
        return List.of(
                Operation.get("", "listLogs", "Shows the last lines of the log, and waits for more")
                        .query("after", number(), "only lines with a greater id")
                        .query("wait", number(0, LONGEST_WAIT), "seconds to wait when there is none yet")
                        .query("limit", number(1, 1_000), "at most so many, the newest (100)")
                        .query("level", LEVEL, "only lines of this level and worse")
                        .query("logger", text(), "only of this logger and those below it")
                        .query("contains", text(), "only lines with this text, whatever their case")
                        .answers(object(
                                field("items", list(LINE), "oldest first"),
                                field("next", number(), "as \"after\", it asks for what follows")))
                        .needs(read)
                        .by(this::show),
                Operation.get("levels", "listLogLevels", "Lists the loggers with a level of their own")
                        .answers(object(field("items", list(LOGGER), "by name")))
                        .needs(read)
                        .by(request -> AdminResponse.ok(Map.of(
                                "items",
                                levels.all().keySet().stream().map(this::logger).toList()))),
                Operation.get("levels/{logger}", "getLogLevel", "Shows the level of a logger")
                        .answers(LOGGER)
                        .needs(read)
                        .by(request -> AdminResponse.ok(known(request))),
                Operation.put("levels/{logger}", "setLogLevel", "Sets how much a logger says, until the server stops")
                        .takes(object(field("level", LEVEL, "the level")))
                        .answers(LOGGER)
                        .needs(write)
                        .by(this::set),
                Operation.delete("levels/{logger}", "resetLogLevel", "Gives a logger its configured level back")
                        .needs(write)
                        .by(this::reset));
    }

    private AdminResponse show(AdminRequest request) throws InterruptedIOException {
        Lines.Wanted wanted = new Lines.Wanted(
                request.query("after", 0L),
                Levels.level(request.query("level", "trace")),
                request.query("logger", ""),
                request.query("contains", ""),
                (int) request.query("limit", 100L));
        try {
            Lines.Found found = lines.find(wanted, request.query("wait", 0L));
            return AdminResponse.ok(Map.of("items", found.lines(), "next", found.next()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private AdminResponse set(AdminRequest request) throws AdminProblem {
        String logger = name(request);
        levels.set(logger, Levels.level(request.text("level")));
        return AdminResponse.ok(logger(logger));
    }

    private AdminResponse reset(AdminRequest request) throws AdminProblem {
        if (!levels.unset(name(request))) {
            throw AdminProblem.notFound("Nobody asked for a level of this logger.");
        }
        return AdminResponse.ok(Map.of());
    }

    private Map<String, Object> known(AdminRequest request) throws AdminProblem {
        String logger = name(request);
        if (!levels.all().containsKey(logger)) {
            throw AdminProblem.notFound("This logger has no level of its own.");
        }
        return logger(logger);
    }

    private static String name(AdminRequest request) throws AdminProblem {
        String logger = request.variable("logger");
        if (!logger.matches("[A-Za-z0-9_.$-]{1,200}")) {
            throw AdminProblem.malformed("logger", "A logger is a package or class, such as org.mailbay.smtp.");
        }
        return logger;
    }

    private Map<String, Object> logger(String name) {
        Map<String, Object> logger = new LinkedHashMap<>();
        logger.put("logger", name);
        logger.put("level", Levels.word(levels.all().getOrDefault(name, LogLevel.INFO)));
        logger.put("asked", levels.isSet(name));
        return logger;
    }
}
