package org.mailbay.jmap.submission.email;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer.Invocation;
import org.mailbay.jmap.spi.SetOutcome;
import org.mailbay.jmap.submission.Types;
import org.mailbay.store.ObjectId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to be done with emails when their submissions succeeded (RFC 8621 §7.5).
 *
 * @param updates patches of emails, by submission
 * @param destroys submissions whose emails go
 */
record OnSuccess(View view, Map<String, ObjectNode> updates, List<String> destroys) {

    static OnSuccess of(View view, ObjectNode arguments) throws MethodError {
        Map<String, ObjectNode> updates = new LinkedHashMap<>();
        JsonNode update = arguments.path("onSuccessUpdateEmail");
        if (update instanceof ObjectNode map) {
            for (Map.Entry<String, JsonNode> entry : map.properties()) {
                if (!(entry.getValue() instanceof ObjectNode patch)) {
                    throw MethodError.invalidArguments("onSuccessUpdateEmail is no map of patches");
                }
                updates.put(entry.getKey(), patch);
            }
        } else if (!update.isMissingNode() && !update.isNull()) {
            throw MethodError.invalidArguments("onSuccessUpdateEmail is no map");
        }
        List<String> destroys = new ArrayList<>();
        JsonNode destroy = arguments.path("onSuccessDestroyEmail");
        if (destroy instanceof ArrayNode list) {
            for (JsonNode id : list) {
                if (!id.isString()) {
                    throw MethodError.invalidArguments("onSuccessDestroyEmail is no list of ids");
                }
                destroys.add(id.stringValue());
            }
        } else if (!destroy.isMissingNode() && !destroy.isNull()) {
            throw MethodError.invalidArguments("onSuccessDestroyEmail is no list");
        }
        return new OnSuccess(view, updates, destroys);
    }

    /**
     * The one implicit call; none when nothing is to be done.
     *
     * @param emails of the submissions that were created, updated or destroyed
     */
    List<Invocation> after(SetOutcome outcome, Map<ObjectId, String> emails) {
        ObjectNode update = JsonNodeFactory.instance.objectNode();
        updates.forEach((submission, patch) -> {
            String email = email(submission, outcome, emails);
            if (email != null) {
                ObjectNode known = update.path(email) instanceof ObjectNode before ? before : update.putObject(email);
                known.setAll(patch);
            }
        });
        Set<String> gone = new LinkedHashSet<>();
        for (String submission : destroys) {
            String email = email(submission, outcome, emails);
            if (email != null) {
                gone.add(email);
            }
        }
        if (update.isEmpty() && gone.isEmpty()) {
            return List.of();
        }
        ObjectNode call = JsonNodeFactory.instance.objectNode();
        call.put("accountId", view.account().id().toString());
        if (!update.isEmpty()) {
            call.set("update", update);
        }
        if (!gone.isEmpty()) {
            ArrayNode destroy = call.putArray("destroy");
            gone.forEach(destroy::add);
        }
        return List.of(new Invocation("Email/set", call));
    }

    /** The email of a submission with which something was done; null when it is none of those. */
    private @Nullable String email(String submission, SetOutcome outcome, Map<ObjectId, String> emails) {
        ObjectId created = submission.startsWith("#") ? outcome.created().get(submission.substring(1)) : null;
        ObjectId id = created != null
                ? created
                : Types.SUBMISSION.parse(view.resolve(submission)).orElse(null);
        boolean isDone = id != null
                && (id.equals(created)
                        || outcome.updated().contains(id)
                        || outcome.destroyed().contains(id));
        return isDone ? emails.get(id) : null;
    }
}
