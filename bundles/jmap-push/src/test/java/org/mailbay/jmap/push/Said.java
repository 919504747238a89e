package org.mailbay.jmap.push;

import static org.assertj.core.api.Assertions.assertThat;

import org.mailbay.jmap.Responses;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** The one response to a call. */
record Said(JsonGenerator out) implements Responses {
    @Override
    public JsonGenerator begin(String name) {
        return out;
    }

    @Override
    public void follow(String name, ObjectNode more) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void changed() {
        // Whoever fails throws, here
    }

    @Override
    public void created(String creationId, String id) {
        assertThat(id).startsWith("u");
    }
}
