package org.mailbay.jmap.core.dispatch;

import java.io.ByteArrayOutputStream;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.core.json.Json.NotIJson;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** One response, {@code [name, arguments, callId]}, until it is certain that it will be sent. One thread. */
final class ResponseBuffer {
    private final Json json;

    private final String name;

    private final String callId;

    private final Bytes bytes;

    private final JsonGenerator generator;

    ResponseBuffer(Json json, Budget budget, String name, String callId) {
        this.json = json;
        this.name = name;
        this.callId = callId;
        this.bytes = new Bytes(budget);
        this.generator = json.generator(bytes);
        generator.writeStartArray();
        generator.writeString(name);
    }

    String name() {
        return name;
    }

    /** Takes the arguments. */
    JsonGenerator generator() {
        return generator;
    }

    /** Completes it. */
    void end() {
        if (!generator.streamWriteContext().inArray()
                || generator.streamWriteContext().getEntryCount() != 2) {
            throw new IllegalStateException("response " + name + " is not one JSON object");
        }
        generator.writeString(callId);
        generator.writeEndArray();
        generator.close();
    }

    /** Throws it away. */
    void drop() {
        bytes.drop();
    }

    /** The arguments as a tree, for a later call that refers to them. */
    JsonNode arguments() {
        try {
            return json.read(bytes.array(), 0, bytes.size()).get(1);
        } catch (NotIJson e) {
            throw new IllegalStateException("response " + name + " is no I-JSON", e);
        }
    }

    byte[] array() {
        return bytes.array();
    }

    int size() {
        return bytes.size();
    }

    /** Bytes that are taken from a budget. */
    private static final class Bytes extends ByteArrayOutputStream {
        private final Budget budget;

        Bytes(Budget budget) {
            super(1024);
            this.budget = budget;
        }

        @Override
        public synchronized void write(byte[] b, int off, int len) {
            budget.take(len);
            super.write(b, off, len);
        }

        @Override
        public synchronized void write(int b) {
            budget.take(1);
            super.write(b);
        }

        synchronized void drop() {
            budget.giveBack(count);
            reset();
        }

        synchronized byte[] array() {
            return buf;
        }
    }
}
