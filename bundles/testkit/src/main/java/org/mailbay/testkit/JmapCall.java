package org.mailbay.testkit;

import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.Limits;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Method;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Snapshot;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls a JMAP method as its account's owner would, without a server.
 *
 * @param worked what the request has had done, live; calls that share it are of one request
 */
public record JmapCall(View view, String method, ObjectNode arguments, Map<String, Long> worked) implements Call {
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * Calls {@code method} for its newest state of {@code account}.
     *
     * @param arguments JSON, in which {@code '} may stand for the quotation mark; accountId need not be there
     * @return the arguments of its one response
     */
    public static ObjectNode answer(Method method, Account account, String arguments) throws MethodError, IOException {
        return answer(method, account, arguments, new HashMap<>());
    }

    /** Likewise, as one more call of the request that has had {@code worked} done. */
    public static ObjectNode answer(Method method, Account account, String arguments, Map<String, Long> worked)
            throws MethodError, IOException {
        ObjectNode json = (ObjectNode) JSON.readTree(arguments.replace('\'', '"'));
        json.put("accountId", account.id().toString());
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            method.invoke(new JmapCall(view(account), method.name(), json, worked), new Answer(out));
        }
        return (ObjectNode) JSON.readTree(text.toString());
    }

    /** What the account's owner sees now. */
    public static View view(Account account) {
        return new Own(
                new Principal(account.tenant(), "owner@example.test", "Owner", account.id(), Set.of()),
                account,
                account.snapshot());
    }

    @Override
    public Principal principal() {
        return view.principal();
    }

    @Override
    public Credential credential() {
        return new Credential(view.principal().address(), "p-test");
    }

    @Override
    public Account own() {
        return view.account();
    }

    @Override
    public View view(String argument, String notFound) {
        return view;
    }

    @Override
    public Limits limits() {
        return new Limits(50_000_000, 4, 10_000_000, 4, 16, 500, 500);
    }

    @Override
    public long worked(String what, long more) {
        return worked.merge(what, more, Long::sum);
    }

    private record Own(Principal principal, Account account, Snapshot snapshot) implements View {
        @Override
        public boolean readOnly() {
            return false;
        }

        @Override
        public boolean isOwn() {
            return true;
        }

        @Override
        public long accessVersion() {
            return 0;
        }

        @Override
        public Optional<BlobInput> open(BlobRef blob, long from, long length) throws IOException {
            return account.blobs().open(blob, from, length);
        }

        @Override
        public View at(Snapshot other) {
            return new Own(principal, account, other);
        }

        @Override
        public String resolve(String id) {
            return id;
        }
    }

    private record Answer(JsonGenerator out) implements Responses {
        @Override
        public JsonGenerator begin(String name) {
            return out;
        }

        @Override
        public void follow(String method, ObjectNode arguments) {
            throw new UnsupportedOperationException(method + " is to follow");
        }

        @Override
        public void changed() {
            // Whoever fails throws, here
        }

        @Override
        public void created(String creationId, String id) {
            // What later calls of a request would see; there are none.
        }
    }
}
