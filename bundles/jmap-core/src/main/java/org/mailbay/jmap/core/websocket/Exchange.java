package org.mailbay.jmap.core.websocket;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.LogIn;
import org.mailbay.jmap.core.request.RequestProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message that came whole, and its answer (RFC 8887 §4.3). To be run once, by any thread.
 *
 * @param slots places for messages of this conversation that are not answered yet
 * @param trace names the message in the log
 */
record Exchange(
        Shared shared, Client client, Conversation conversation, Semaphore slots, Incoming.Taken taken, String trace)
        implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /** Reads the message, lets the next one come, and answers. */
    @Override
    public void run() {
        boolean slot = false;
        try {
            slot = slots.tryAcquire(shared.rules().turn().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runnable done = slot ? this::leaveSlot : conversation::leave;
        try {
            Message message = slot ? read() : unread();
            if (message instanceof Message.PushEnable enable) {
                conversation.enable(enable);
            } else if (message instanceof Message.PushDisable) {
                conversation.disable();
            }
            conversation.demand(); // a request may be overtaken by the next one, but not what is said about pushes
            answer(message, done);
        } catch (RuntimeException e) {
            LOG.error("event=jmap.websocket outcome=failed trace={}", trace, e);
            conversation.fail(CloseStatus.SERVER_ERROR, "trace " + trace);
            done.run();
        }
    }

    private void leaveSlot() {
        slots.release();
        conversation.leave();
    }

    private Message unread() {
        shared.allowances().giveBack(client.account(), taken.size());
        return bad("maxConcurrentRequests");
    }

    private Message read() {
        try {
            return taken.limit() != null
                    ? bad(taken.limit())
                    : shared.requests().read(taken.content());
        } catch (IOException | RuntimeException e) {
            return new Message.Bad(Requests.failure(e, trace), null);
        } finally {
            shared.allowances().giveBack(client.account(), taken.size());
        }
    }

    private static Message bad(String limit) {
        return new Message.Bad(RequestProblem.limit(400, limit), null);
    }

    private void answer(Message message, Runnable done) {
        switch (message) {
            case Message.Calls calls -> {
                try {
                    Text text = shared.requests().answer(calls, login(), trace);
                    shared.figures().answered.increment();
                    conversation.send(text, done);
                } catch (RequestProblem problem) {
                    refuse(problem, calls.id(), done);
                } catch (IOException | RuntimeException e) {
                    refuse(Requests.failure(e, trace), calls.id(), done);
                }
            }
            case Message.Bad bad -> refuse(bad.problem(), bad.id(), done);
            case Message.PushEnable _, Message.PushDisable _ -> done.run();
        }
    }

    /** Asked for each request, as over HTTP: a password that was changed, or a user who is gone, ends the conversation. */
    private LogIn login() throws RequestProblem, IOException {
        try {
            return client.logIn();
        } catch (RequestProblem problem) {
            conversation.end(CloseStatus.POLICY_VIOLATION, "log in anew");
            throw problem;
        }
    }

    private void refuse(RequestProblem problem, @Nullable String id, Runnable done) {
        shared.figures().refused.increment();
        conversation.send(shared.requests().refusal(problem, id), done);
    }
}
