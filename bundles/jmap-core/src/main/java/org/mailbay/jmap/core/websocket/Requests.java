package org.mailbay.jmap.core.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.LogIn;
import org.mailbay.jmap.core.dispatch.Dispatcher;
import org.mailbay.jmap.core.http.Problem;
import org.mailbay.jmap.core.http.Sessions;
import org.mailbay.jmap.core.http.Stores;
import org.mailbay.jmap.core.http.Turns;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.jmap.core.request.RequestReader;
import org.mailbay.store.Store;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/** Answers messages (RFC 8887 §4.3.3, §4.3.4). Threads: any. */
public final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    private final MessageReader reader;

    private final Dispatcher dispatcher;

    private final Sessions sessions;

    private final Stores stores;

    private final Turns turns;

    private final Json json;

    /** @param turns those of the API over HTTP: a user has one number of requests, however they come */
    public Requests(
            RequestReader reader, Dispatcher dispatcher, Sessions sessions, Stores stores, Turns turns, Json json) {
        this.reader = new MessageReader(reader);
        this.dispatcher = dispatcher;
        this.sessions = sessions;
        this.stores = stores;
        this.turns = turns;
        this.json = json;
    }

    Message read(InputStream in) throws IOException {
        return reader.read(in);
    }

    /** Makes the calls; a refusal is thrown. */
    Text answer(Message.Calls calls, LogIn logIn, String trace) throws RequestProblem, IOException {
        try (Turns.Turn _ = turns.take(logIn.principal().account())) {
            dispatcher.check(calls.request());
            String state = sessions.state(logIn.principal());
            Text text = new Text();
            try (Lease<Store> store = stores.acquire()) {
                dispatcher.run(
                        calls.request(), logIn, store.service(), state, trace, lead("Response", calls.id()), text);
            }
            return text.end();
        }
    }

    /** Says that a message is refused. */
    Text refusal(RequestProblem problem, @Nullable String id) {
        Text text = new Text();
        try (JsonGenerator out = json.generator(text)) {
            out.writeStartObject();
            head(out, "RequestError", id);
            Problem.members(problem, out);
            out.writeEndObject();
        }
        return text.end();
    }

    /** What a message that failed is refused with: the cause is in the log only. */
    static RequestProblem failure(Exception cause, String trace) {
        if (cause instanceof AwayException) {
            LOG.warn("event=jmap.websocket outcome=away reason=\"{}\" trace={}", cause.getMessage(), trace);
            return RequestProblem.http(503, "try again");
        }
        LOG.error("event=jmap.websocket outcome=failed trace={}", trace, cause);
        return RequestProblem.http(500, "trace " + trace);
    }

    private static void head(JsonGenerator out, String type, @Nullable String id) {
        out.writeStringProperty("@type", type);
        if (id != null) {
            out.writeStringProperty("requestId", id); // RFC 8887 §4.3.3
        }
    }

    /** The first members of an object that somebody else goes on with: without its brace, with a comma. */
    private String lead(String type, @Nullable String id) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = json.generator(bytes)) {
            out.writeStartObject();
            head(out, type, id);
            out.writeEndObject();
        }
        String object = bytes.toString(StandardCharsets.UTF_8);
        return object.substring(1, object.length() - 1) + ",";
    }
}
