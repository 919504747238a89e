package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.LogIn;
import org.mailbay.jmap.Limits;
import org.mailbay.jmap.core.dispatch.Dispatcher;
import org.mailbay.jmap.core.request.Request;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.jmap.core.request.RequestReader;
import org.mailbay.store.Store;
import org.mailbay.swap.Swappable.Lease;

/** {@code apiUrl}: method calls (RFC 8620 §3.1). */
public final class ApiEndpoint implements Endpoint {
    private final RequestReader reader;

    private final Dispatcher dispatcher;

    private final Sessions sessions;

    private final Stores stores;

    private final Limits limits;

    private final Turns turns;

    private final Compression compression;

    public ApiEndpoint(
            RequestReader reader,
            Dispatcher dispatcher,
            Sessions sessions,
            Stores stores,
            Limits limits,
            Turns turns,
            Compression compression) {
        this.reader = reader;
        this.dispatcher = dispatcher;
        this.sessions = sessions;
        this.stores = stores;
        this.limits = limits;
        this.turns = turns;
        this.compression = compression;
    }

    @Override
    public String methods() {
        return "POST";
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response, LogIn logIn, String path)
            throws RequestProblem, IOException {
        if (!path.isEmpty()) {
            throw RequestProblem.http(404, "no such resource");
        }
        if (!isJson(request.getContentType())) {
            throw RequestProblem.notJson("the Content-Type must be application/json"); // RFC 8620 §3.6.1
        }
        try (Turns.Turn _ = turns.take(logIn.principal().account())) {
            Request calls = read(request);
            dispatcher.check(calls);
            String state = sessions.state(logIn.principal());
            String trace = Trace.of(request);
            try (Lease<Store> store = stores.acquire();
                    Answer answer = compression.answer(request, response)) {
                response.setContentType("application/json");
                response.setHeader("Cache-Control", "no-store");
                dispatcher.run(calls, logIn, store.service(), state, trace, answer);
                answer.finish();
            }
        }
    }

    private Request read(HttpServletRequest request) throws RequestProblem, IOException {
        if (request.getContentLengthLong() > limits.maxSizeRequest()) {
            throw RequestProblem.limit(400, "maxSizeRequest");
        }
        try {
            return reader.read(new BoundedInput(request.getInputStream(), limits.maxSizeRequest()));
        } catch (BoundedInput.TooLong e) {
            throw RequestProblem.limit(400, "maxSizeRequest");
        }
    }

    static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String[] words = contentType.toLowerCase(Locale.ROOT).replace(" ", "").split(";", -1);
        if (!words[0].equals("application/json")) {
            return false;
        }
        for (int i = 1; i < words.length; i++) {
            if (words[i].startsWith("charset=") && !words[i].replace("\"", "").equals("charset=utf-8")) {
                return false; // RFC 8259 §8.1
            }
        }
        return true;
    }
}
