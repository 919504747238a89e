package org.mailbay.http;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request of unknown length whose body fails as soon as it is longer than it may be. */
final class BoundedRequest extends Request.Wrapper {
    /** Request attribute: the body was longer than allowed. */
    static final String TOO_LARGE = "org.mailbay.http.too-large";

    private final long most;
    private long read;
    private Content.@Nullable Chunk failure;

    BoundedRequest(Request request, long most) {
        super(request);
        this.most = most;
    }

    @Override
    public Content.@Nullable Chunk read() {
        if (failure != null) {
            return failure;
        }
        Content.Chunk chunk = super.read();
        if (chunk == null || Content.Chunk.isFailure(chunk)) {
            return chunk;
        }
        read += chunk.remaining();
        if (read <= most) {
            return chunk;
        }
        chunk.release();
        setAttribute(TOO_LARGE, true);
        failure = Content.Chunk.from(RequestGuard.tooLarge(most));
        return failure;
    }
}
