package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.mailbay.directory.LogIn;
import org.mailbay.jmap.core.request.RequestProblem;

/** One of the resources that the session object names (RFC 8620 §2). */
public interface Endpoint {
    /** The HTTP methods it has, as in an Allow header. */
    String methods();

    /**
     * Answers a request that was let in.
     *
     * @param logIn who asks
     * @param path what follows the resource's own path, without a leading slash
     */
    void serve(HttpServletRequest request, HttpServletResponse response, LogIn logIn, String path)
            throws RequestProblem, IOException;
}
