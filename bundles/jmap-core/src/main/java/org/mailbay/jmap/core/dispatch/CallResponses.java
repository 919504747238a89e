package org.mailbay.jmap.core.dispatch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.core.json.Json;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** The responses to one call, until it has succeeded. One thread. */
final class CallResponses implements Responses {
    private static final int MAX_RESPONSES = 16;

    private final Json json;

    private final Budget budget;

    private final String callId;

    private final List<ResponseBuffer> done = new ArrayList<>();

    private final List<Follower> followers = new ArrayList<>();

    private final Map<String, String> created = new LinkedHashMap<>();

    private @Nullable ResponseBuffer open;

    private boolean changed;

    CallResponses(Json json, Budget budget, String callId) {
        this.json = json;
        this.budget = budget;
        this.callId = callId;
    }

    @Override
    public JsonGenerator begin(String name) {
        end();
        if (done.size() == MAX_RESPONSES) {
            throw new IllegalStateException("too many responses to one call");
        }
        open = new ResponseBuffer(json, budget, name, callId);
        return open.generator();
    }

    @Override
    public void follow(String method, ObjectNode arguments) {
        followers.add(new Follower(method, arguments));
    }

    @Override
    public void changed() {
        changed = true;
    }

    @Override
    public void created(String creationId, String id) {
        created.put(creationId, id);
    }

    /** Whether something was changed for good. */
    boolean hasChanged() {
        return changed;
    }

    /** Completes the last response. */
    void end() {
        if (open != null) {
            open.end();
            done.add(open);
            open = null;
        }
    }

    /** Throws all of them away. */
    void drop() {
        if (open != null) {
            open.drop();
            open = null;
        }
        done.forEach(ResponseBuffer::drop);
        done.clear();
        followers.clear();
        created.clear();
    }

    List<ResponseBuffer> responses() {
        return done;
    }

    List<Follower> followers() {
        return followers;
    }

    Map<String, String> created() {
        return created;
    }

    /** A call to be made afterwards. */
    record Follower(String method, ObjectNode arguments) {}
}
