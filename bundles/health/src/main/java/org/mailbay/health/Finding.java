package org.mailbay.health;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known about one part of the server.
 *
 * @param part a health check's name, or a component's
 * @param message one sentence for people; empty when there is nothing to say
 */
record Finding(String part, Level level, String message) {

    /** How bad it is. */
    enum Level {
        OK,
        /** Looks wrong, works. */
        WARN,
        /** The server is not ready because of it. */
        FAILED
    }

    static Finding ok(String part) {
        return new Finding(part, Level.OK, "");
    }

    static Finding failed(String part, String message) {
        return new Finding(part, Level.FAILED, message);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("part", part);
        map.put("level", level.name());
        if (!message.isEmpty()) {
            map.put("message", message);
        }
        return map;
    }
}
