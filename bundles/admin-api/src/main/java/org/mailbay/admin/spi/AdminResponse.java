package org.mailbay.admin.spi;

import java.util.Map;

/**
 * An answer of the admin API.
 *
 * @param status HTTP status, 2xx
 * @param body to be written as a JSON object: maps, lists, strings, numbers, booleans
 */
public record AdminResponse(int status, Map<String, Object> body) {
    public AdminResponse {
        if (status < 200 || status > 299) {
            throw new IllegalArgumentException("status " + status);
        }
    }

    /** 200 with a body. */
    public static AdminResponse ok(Map<String, Object> body) {
        return new AdminResponse(200, body);
    }
}
