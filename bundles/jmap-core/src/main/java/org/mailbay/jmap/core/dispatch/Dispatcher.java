package org.mailbay.jmap.core.dispatch;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.LogIn;
import org.mailbay.jmap.Limits;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.core.registry.Models;
import org.mailbay.jmap.core.request.Request;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.jmap.core.standard.Standard;
import org.mailbay.jmap.core.standard.Verb;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Method;
import org.mailbay.store.Store;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import org.mailbay.trace.Spans;
import org.mailbay.trace.spi.Span;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Runs the method calls of a request in order (RFC 8620 §3.3). Threads: any, one a request. */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final int MAX_DEPTH = 4;

    private static final long SLOW_MICROS = 1_000_000;

    private static final Set<String> READING =
            Set.of("echo", "get", "changes", "query", "queryChanges", "parse", "lookup");

    private final Models models;

    private final Json json;

    private final Limits limits;

    private final Standard standard;

    private final long maxResponse;

    private final Spans spans = new Spans();

    private final InstantSource clock = InstantSource.system();

    private final Calls calls = new Calls();

    /**
     * A dispatcher.
     *
     * @param json reads our own responses back when a call refers to them
     * @param maxResponse bytes of the responses to one request, but for those to calls that change something: that much each
     */
    public Dispatcher(Models models, Json json, Limits limits, Standard standard, long maxResponse) {
        this.models = models;
        this.json = json;
        this.limits = limits;
        this.standard = standard;
        this.maxResponse = maxResponse;
    }

    /** How often which method was called. */
    public Calls calls() {
        return calls;
    }

    /** Who wants to know how long requests took. */
    public Spans spans() {
        return spans;
    }

    /** Refuses a request for capabilities that are not there (RFC 8620 §3.6.1); look before anything is sent. */
    public void check(Request request) throws RequestProblem {
        for (String urn : request.using()) {
            if (!models.isCapability(urn)) {
                throw RequestProblem.unknownCapability(urn.length() > 200 ? "an unknown capability" : urn);
            }
        }
    }

    /**
     * Runs the calls and writes the Response object.
     *
     * @param trace names this request in the log
     * @throws IOException when the response cannot be sent
     */
    public void run(Request request, LogIn logIn, Store store, String sessionState, String trace, OutputStream out)
            throws IOException {
        run(request, logIn, store, sessionState, trace, "", out);
    }

    /** Likewise, with further members of the Response object, such as {@code "a":1,}, before the others. */
    public void run(
            Request request,
            LogIn logIn,
            Store store,
            String sessionState,
            String trace,
            String members,
            OutputStream out)
            throws IOException {
        long start = System.nanoTime();
        Run run = new Run(
                request, new Scope(logIn, store, models, limits, request.using(), request.createdIds()), trace, out);
        out.write('{');
        out.write(members.getBytes(StandardCharsets.UTF_8));
        out.write(ascii("\"methodResponses\":["));
        for (Request.Invocation call : request.calls()) {
            run.answer(call);
        }
        out.write(']');
        try (JsonGenerator rest = json.generator(new Tail(out))) {
            rest.writeStartObject();
            if (request.createdIds() != null) {
                rest.writeObjectPropertyStart("createdIds"); // RFC 8620 §3.4: only if the client gave some
                for (Map.Entry<String, String> entry : run.scope.created().entrySet()) {
                    rest.writeStringProperty(entry.getKey(), entry.getValue());
                }
                rest.writeEndObject();
            }
            rest.writeStringProperty("sessionState", sessionState);
            rest.writeEndObject();
        }
        long nanos = System.nanoTime() - start;
        long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
        if (spans.isWanted()) {
            spans.ended(
                    Span.Kind.INTERNAL,
                    "jmap request",
                    trace,
                    clock.instant(),
                    nanos,
                    run.failures > 0,
                    "calls",
                    run.names,
                    "errors",
                    run.errors,
                    "bytes",
                    run.bytes);
        }
        // A line for each of thousands a second would cost more than many of them do.
        Level level = run.errors > 0 || micros >= SLOW_MICROS ? Level.INFO : Level.DEBUG;
        if (LOG.isEnabledForLevel(level)) {
            LOG.atLevel(level)
                    .log(
                            "event=jmap.request account={} calls={} errors={} bytes={} micros={} trace={}",
                            logIn.principal().account(),
                            run.names,
                            run.errors,
                            run.bytes,
                            micros,
                            trace);
        }
    }

    /** Whether a method is one that changes nothing, by its name. */
    private static boolean reads(String name) {
        return READING.contains(name.substring(name.indexOf('/') + 1));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Turns the object's opening brace into a comma, since the object is begun already. */
    private static final class Tail extends OutputStream {
        private final OutputStream out;

        private boolean begun;

        Tail(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(begun ? b : ',');
            begun = true;
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            if (len == 0) {
                return;
            }
            if (!begun) {
                write(b[off]);
                out.write(b, off + 1, len - 1);
            } else {
                out.write(b, off, len);
            }
        }
    }

    /** One request. */
    private final class Run {
        private final Set<String> using;

        private final Scope scope;

        private final References references;

        private final Budget budget = new Budget(maxResponse);

        private final String trace;

        private final OutputStream out;

        private final StringJoiner names = new StringJoiner(",");

        private int errors;

        /** Those of them that are our fault. */
        private int failures;

        /** For counting: never a name that a client made up. */
        private String method = "unknown";

        private long bytes;

        Run(Request request, Scope scope, String trace, OutputStream out) {
            this.using = request.using();
            this.scope = scope;
            this.references = new References(request.calls(), limits.maxSizeRequest());
            this.trace = trace;
            this.out = out;
        }

        void answer(Request.Invocation call) throws IOException {
            answer(call.name(), call.arguments(), call.id(), 0);
        }

        private void answer(String name, ObjectNode arguments, String callId, int depth) throws IOException {
            // RFC 8620 §3.6.2: what may have changed something is told, however full the answer is
            CallResponses responses = new CallResponses(json, reads(name) ? budget : new Budget(maxResponse), callId);
            long begun = System.nanoTime();
            method = "unknown";
            MethodError error = attempt(name, arguments, responses, depth);
            calls.count(method, error != null, System.nanoTime() - begun);
            if (error != null && responses.hasChanged()) {
                // RFC 8620 §3.6.2: any other error says that nothing was changed
                LOG.warn("event=jmap.call method={} outcome=partly reason=\"{}\" trace={}", name, error.type(), trace);
                error = new MethodError(MethodError.SERVER_PARTIAL_FAIL, "trace " + trace);
            }
            if (error != null) {
                responses.drop();
                errors++;
                failures += error.type().startsWith("server") ? 1 : 0;
                ResponseBuffer response = new ResponseBuffer(json, new Budget(Integer.MAX_VALUE), "error", callId);
                write(error, response.generator());
                response.end();
                send(response, callId);
                return;
            }
            scope.created().putAll(responses.created());
            for (ResponseBuffer response : responses.responses()) {
                send(response, callId);
            }
            for (CallResponses.Follower follower : responses.followers()) {
                answer(follower.method(), follower.arguments(), callId, depth + 1);
            }
        }

        private void send(ResponseBuffer response, String callId) throws IOException {
            if (bytes > 0) {
                out.write(',');
            }
            out.write(response.array(), 0, response.size());
            bytes += response.size();
            references.keep(callId, response);
        }

        /** Null when it succeeded. */
        private @Nullable MethodError attempt(String name, ObjectNode arguments, CallResponses responses, int depth) {
            try {
                if (depth == 0) {
                    references.resolve(arguments);
                } else if (depth > MAX_DEPTH) {
                    throw new IllegalStateException(name + ": calls follow calls without end");
                }
                invokeAgain(name, arguments, responses, depth > 0);
                responses.end();
                return null;
            } catch (MethodError e) {
                return e;
            } catch (Budget.Spent e) {
                return new MethodError(MethodError.REQUEST_TOO_LARGE, "the response would be too large");
            } catch (AwayException e) {
                LOG.warn("event=jmap.call method={} outcome=away reason=\"{}\" trace={}", name, e.getMessage(), trace);
                return new MethodError(MethodError.SERVER_UNAVAILABLE, null);
            } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
                // Errors, too: whoever counts requests counts on an answer
                if (e instanceof UncheckedIOException && e.getCause() instanceof AwayException) {
                    return new MethodError(MethodError.SERVER_UNAVAILABLE, null);
                }
                LOG.error("event=jmap.call method={} outcome=failed trace={}", name, trace, e);
                return new MethodError(MethodError.SERVER_FAIL, "trace " + trace);
            }
        }

        /** Once more when something to get has gone, with its blobs, after the snapshot was taken: by now it is not found. */
        private void invokeAgain(String name, ObjectNode arguments, CallResponses responses, boolean implied)
                throws MethodError, IOException {
            try {
                invoke(name, arguments, responses, implied);
            } catch (IOException e) {
                if (e instanceof AwayException || !name.endsWith("/get")) {
                    throw e;
                }
                LOG.debug("event=jmap.call method={} outcome=again reason=\"{}\"", name, e.getMessage());
                responses.drop();
                scope.lookAnew();
                invoke(name, arguments, responses, implied);
            }
        }

        private void invoke(String name, ObjectNode arguments, CallResponses responses, boolean implied)
                throws MethodError, IOException {
            try (Lease<Method> method = models.method(name)) {
                if (method != null) {
                    begin(name, method.service().capability(), implied);
                    ScopedCall call = new ScopedCall(
                            scope, name, arguments, method.service().isShared(), null);
                    method.service().invoke(call, responses);
                    return;
                }
            }
            int slash = name.indexOf('/');
            Verb verb = slash < 0 ? null : Verb.of(name.substring(slash + 1)).orElse(null);
            if (verb != null) {
                try (Lease<DataType> type = models.type(name.substring(0, slash))) {
                    if (type != null && verb.isOf(type.service())) {
                        begin(name, type.service().capability(), implied);
                        ScopedCall call = new ScopedCall(
                                scope, name, arguments, type.service().isShared(), type.service());
                        standard.invoke(verb, type.service(), call, responses);
                        return;
                    }
                }
            }
            names.add("unknown");
            throw new MethodError(MethodError.UNKNOWN_METHOD, null);
        }

        private void begin(String name, String capability, boolean implied) throws MethodError {
            if (!implied && !using.contains(capability)) {
                names.add("unused");
                // RFC 8620 §3.6.2, §3.3: without its capability in use there is no such method
                throw new MethodError(MethodError.UNKNOWN_METHOD, capability + " is not in using");
            }
            names.add(name);
            method = name;
            scope.begin(name);
        }
    }

    private static void write(MethodError error, JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("type", error.type());
        if (error.description() != null) {
            out.writeStringProperty("description", error.description());
        }
        out.writeEndObject();
    }
}
