package org.mailbay.admin.rest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.rest.audit.Audit;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Verb;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has changes made: once for each Idempotency-Key, only of what the client saw (If-Match), and none that is not taken down. */
final class Changes {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    private static final int LOCKS = 64;

    private final States states;
    private final Replays replays;
    private final Audit audit;
    private final Replies replies;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    Changes(States states, Replays replays, Audit audit, Replies replies) {
        this.states = states;
        this.replays = replays;
        this.audit = audit;
        this.replies = replies;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /**
     * What is asked.
     *
     * @param sent the bytes of the body
     */
    record Asked(Operation operation, List<String> path, AdminRequest request, byte[] sent) {}

    void make(Visit visit, Asked asked) throws AdminProblem, IOException {
        String word = asked.operation().verb() == Verb.POST ? visit.header("Idempotency-Key") : null;
        if (word == null) {
            write(visit, reply(visit, asked));
            return;
        }
        if (!word.matches("[!-~]{1,255}")) {
            throw new AdminProblem(400, "malformed-idempotency-key", "A key has 1 to 255 visible characters of ASCII.");
        }
        Replays.Key key = new Replays.Key(asked.request().actor().name(), word);
        Replays.Reply known = replays.begin(key, hash(asked));
        if (known != null) {
            if (known.body() == null) {
                throw new AdminProblem(409, "done-already", "This was done already; its answer is shown only once.");
            }
            visit.response().setHeader("Idempotent-Replayed", "true");
            write(visit, known);
            return;
        }
        Replays.Reply made = null;
        try {
            made = reply(visit, asked);
        } finally {
            if (made == null) {
                replays.failed(key);
            }
        }
        boolean isSecret = asked.operation().traits().contains(Operation.Trait.SECRET_ANSWER);
        replays.done(key, isSecret ? new Replays.Reply(made.status(), null) : made);
        write(visit, made);
    }

    private void write(Visit visit, Replays.Reply reply) throws IOException {
        byte[] body = reply.body();
        replies.write(visit.response(), reply.status(), Replies.JSON, body == null ? new byte[0] : body, false);
    }

    private Replays.Reply reply(Visit visit, Asked asked) throws AdminProblem, IOException {
        AdminResponse answer = answer(visit, asked);
        return new Replays.Reply(answer.status(), replies.bytes(answer.body()));
    }

    private AdminResponse answer(Visit visit, Asked asked) throws AdminProblem, IOException {
        List<String> thing = states.thing(asked.path());
        if (asked.operation().traits().contains(Operation.Trait.SLOW)) {
            return perform(visit, asked, thing);
        }
        ReentrantLock lock = locks[Math.floorMod((thing == null ? asked.path() : thing).hashCode(), LOCKS)];
        try {
            if (!lock.tryLock(Desk.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AdminProblem(503, "busy", "Somebody else is changing this; try again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminProblem(503, "stopping", "The server is stopping.");
        }
        try {
            return perform(visit, asked, thing);
        } finally {
            lock.unlock();
        }
    }

    private AdminResponse perform(Visit visit, Asked asked, @Nullable List<String> thing)
            throws AdminProblem, IOException {
        States.State before =
                thing == null ? null : states.of(thing, asked.request().actor());
        String match = visit.header("If-Match");
        if (match != null) { // RFC 9110 §13.1.1
            String tag = before == null ? null : EntityTag.of(replies.bytes(before.body()));
            if (!EntityTag.isIn(match, tag, false)) {
                throw new AdminProblem(412, "stale", "It is another one than you saw: ask for it again.");
            }
        }
        if (asked.operation().traits().contains(Operation.Trait.SLOW) || audit.isBroken()) {
            begin(visit, asked);
        }
        AdminResponse answer;
        try {
            answer = asked.operation().perform(asked.request());
        } catch (AdminProblem e) {
            takeDown(visit, asked, e.code(), null, null);
            throw e;
        } catch (IOException | RuntimeException e) {
            takeDown(visit, asked, "failed", before, null);
            throw e;
        }
        States.State after =
                thing == null ? null : states.of(thing, asked.request().actor());
        takeDown(visit, asked, "done", before, after);
        return answer;
    }

    /** Takes down what may take long before it is done; and anything, when the last could not be: then it is not done. */
    private void begin(Visit visit, Asked asked) throws AdminProblem {
        try {
            takeDown(visit, asked, "begun", null, null);
        } catch (IOException e) {
            throw new AdminProblem(503, "audit-away", "Nothing is changed while the audit log cannot be written.");
        }
    }

    private void takeDown(
            Visit visit, Asked asked, String outcome, States.@Nullable State before, States.@Nullable State after)
            throws IOException {
        if (asked.path().getFirst().equals(SessionResource.PATH)) {
            return; // who fails to log in could fill the log with it
        }
        AdminRequest request = asked.request();
        String path = String.join("/", asked.path());
        LOG.info(
                "event=admin-change operation={} outcome={} actor={} source={} path=\"{}\"",
                asked.operation().id(),
                outcome,
                request.actor().name(),
                visit.source().getHostAddress(),
                path.replaceAll("[^\\p{L}\\p{N}@._:/{} -]", "?"));
        audit.add(
                new Audit.Asked(
                        request.actor(),
                        asked.operation().id(),
                        path,
                        sent(asked),
                        visit.response().getHeader("X-Trace-Id")),
                outcome,
                States.difference(before, after),
                States.difference(after, before));
    }

    /** What was sent, as it may be kept. */
    private static @Nullable Object sent(Asked asked) {
        Map<String, Object> sent = new TreeMap<>();
        sent.putAll(asked.request().query());
        if (asked.request().content().length > 0) {
            sent.put("bytes", asked.request().content().length);
            sent.put("sha256", hex(asked.request().content()));
        } else if (asked.operation().takes() != null
                && asked.operation().takes().masked(asked.request().body()) instanceof Map<?, ?> masked) {
            masked.forEach((name, value) -> sent.put(String.valueOf(name), value));
        }
        return sent.isEmpty() ? null : sent;
    }

    private static String hash(Asked asked) {
        MessageDigest digest = digest();
        digest.update(String.join("/", asked.path()).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(new TreeMap<>(asked.request().query()).toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(asked.sent());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
