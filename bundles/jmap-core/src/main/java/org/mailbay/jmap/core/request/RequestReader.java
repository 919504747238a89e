package org.mailbay.jmap.core.request;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.core.json.Json.NotIJson;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a Request object, refusing what is too big before it is in memory (RFC 8620 §3.3, §3.6.1). */
public final class RequestReader {
    private static final int MAX_USING = 100;

    private static final int MAX_CREATED_IDS = 10_000;

    private final Json json;

    private final int maxCalls;

    public RequestReader(Json json, int maxCalls) {
        this.json = json;
        this.maxCalls = maxCalls;
    }

    /** Reads the whole of {@code in}, which bounds its own length. */
    public Request read(InputStream in) throws RequestProblem, IOException {
        Request request = readAny(in, (_, _) -> {});
        if (request == null) {
            throw RequestProblem.notRequest("using and methodCalls are needed");
        }
        return request;
    }

    /**
     * Reads an object that may be something else than a request.
     *
     * @param others gets the members that no request has, also of what is refused
     * @return null when it has none of a request's members
     */
    public @Nullable Request readAny(InputStream in, BiConsumer<String, JsonNode> others)
            throws RequestProblem, IOException {
        try (JsonParser parser = json.parser(in)) {
            Request request = request(parser, others);
            if (parser.nextToken() != null) {
                throw RequestProblem.notJson("text after the request");
            }
            return request;
        } catch (NotIJson e) {
            throw RequestProblem.notJson(String.valueOf(e.getMessage()));
        } catch (StreamConstraintsException e) {
            throw RequestProblem.notJson("nested too deeply, or too many or too long values");
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            throw RequestProblem.notJson("line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr());
        }
    }

    private @Nullable Request request(JsonParser parser, BiConsumer<String, JsonNode> others)
            throws RequestProblem, NotIJson {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw RequestProblem.notJson("nothing");
        }
        if (first != JsonToken.START_OBJECT) {
            Json.tree(parser);
            throw RequestProblem.notRequest("not an object");
        }
        Set<String> using = null;
        List<Request.Invocation> calls = null;
        Map<String, String> createdIds = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "using" -> using = using(parser);
                case "methodCalls" -> calls = calls(parser);
                case "createdIds" -> createdIds = createdIds(parser);
                default -> others.accept(name, Json.tree(parser));
            }
        }
        if (using == null && calls == null && createdIds == null) {
            return null;
        }
        if (using == null || calls == null) {
            throw RequestProblem.notRequest("using and methodCalls are needed");
        }
        return new Request(using, calls, createdIds);
    }

    private static Set<String> using(JsonParser parser) throws RequestProblem, NotIJson {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw RequestProblem.notRequest("using is not an array");
        }
        Set<String> using = new LinkedHashSet<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            using.add(string(parser, "using"));
            if (using.size() > MAX_USING) {
                throw RequestProblem.notRequest("using is too long");
            }
        }
        return using;
    }

    private List<Request.Invocation> calls(JsonParser parser) throws RequestProblem, NotIJson {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw RequestProblem.notRequest("methodCalls is not an array");
        }
        List<Request.Invocation> calls = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (calls.size() == maxCalls) {
                throw RequestProblem.limit(400, "maxCallsInRequest");
            }
            calls.add(call(parser));
        }
        return calls;
    }

    private static Request.Invocation call(JsonParser parser) throws RequestProblem, NotIJson {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw RequestProblem.notRequest("a method call is not an array");
        }
        parser.nextToken();
        String name = string(parser, "a method's name");
        if (parser.nextToken() != JsonToken.START_OBJECT || !(Json.tree(parser) instanceof ObjectNode arguments)) {
            throw RequestProblem.notRequest("a method's arguments are not an object");
        }
        parser.nextToken();
        String id = string(parser, "a method call's id");
        if (parser.nextToken() != JsonToken.END_ARRAY) {
            throw RequestProblem.notRequest("a method call has more than three items");
        }
        return new Request.Invocation(name, arguments, id);
    }

    private static @Nullable Map<String, String> createdIds(JsonParser parser) throws RequestProblem, NotIJson {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw RequestProblem.notRequest("createdIds is not an object");
        }
        Map<String, String> ids = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = Json.text(parser.currentName());
            parser.nextToken();
            ids.put(name, string(parser, "createdIds"));
            if (ids.size() > MAX_CREATED_IDS) {
                throw RequestProblem.notRequest("createdIds is too long");
            }
        }
        return ids;
    }

    private static String string(JsonParser parser, String what) throws RequestProblem, NotIJson {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw RequestProblem.notRequest(what + " is not a string");
        }
        return Json.text(parser.getString());
    }
}
