package org.mailbay.jmap.core;

import java.util.concurrent.CountDownLatch;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.spi.Method;

/** A method whose calls wait until they may go on. */
final class Slow implements Method {
    /** Open when as many callers are inside as were said. */
    final CountDownLatch inside;

    final CountDownLatch go = new CountDownLatch(1);

    Slow(int callers) {
        inside = new CountDownLatch(callers);
    }

    @Override
    public String name() {
        return "Note/slow";
    }

    @Override
    public String capability() {
        return Notes.URN;
    }

    @Override
    public void invoke(Call call, Responses responses) {
        inside.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        responses.begin(name()).writeStartObject().writeEndObject();
    }
}
