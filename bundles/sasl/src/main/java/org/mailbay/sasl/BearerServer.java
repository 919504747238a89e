package org.mailbay.sasl;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** OAUTHBEARER (RFC 7628) and XOAUTH2, which came before it: a token in a list of fields. */
final class BearerServer<W> implements Dialogue<W> {
    private static final String SEPARATOR = "\u0001";

    private final Form form;
    private @Nullable Step<W> failure;

    /** What differs. */
    enum Form {
        OAUTHBEARER("{\"status\":\"invalid_token\"}"), // RFC 7628 §3.2.2
        XOAUTH2("{\"status\":\"401\",\"schemes\":\"bearer\"}");

        private final String failure;

        Form(String failure) {
            this.failure = failure;
        }
    }

    BearerServer(Form form) {
        this.form = form;
    }

    @Override
    public byte[] opening() {
        return new byte[0];
    }

    @Override
    public Step<W> next(byte[] response, Door<W> door) throws MalformedException, IOException {
        if (failure != null) {
            return failure; // RFC 7628 §3.2.3: whatever the client says to the reason
        }
        Step<W> step = judge(Text.of(response), door);
        if (step instanceof Step.Refused) {
            failure = step;
            return new Step.Challenge<>(Text.bytes(form.failure));
        }
        return step;
    }

    private Step<W> judge(String message, Door<W> door) throws MalformedException, IOException {
        if (!message.endsWith(SEPARATOR + SEPARATOR)) {
            throw new MalformedException("the fields have no end");
        }
        String name;
        String fields;
        if (form == Form.OAUTHBEARER) {
            Gs2Header header = Gs2Header.parse(message);
            if (!header.isWithoutBinding()) {
                throw new MalformedException("no channel can be bound"); // RFC 7628 §3.1
            }
            name = header.authorization();
            fields = message.substring(header.length());
            if (!fields.startsWith(SEPARATOR)) {
                throw new MalformedException("fields expected");
            }
        } else {
            name = field(message, "user");
            fields = message;
        }
        String auth = field(fields, "auth");
        if (!auth.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
            throw new MalformedException("auth=Bearer expected");
        }
        String token = Text.bounded(auth.substring(7).strip());
        return Dialogue.judge(door.token(token), name.isEmpty() ? "" : Text.name(name), door);
    }

    private static String field(String fields, String name) throws MalformedException {
        for (String field : fields.split(SEPARATOR)) {
            if (field.startsWith(name + "=")) {
                return field.substring(name.length() + 1);
            }
        }
        throw new MalformedException("no " + name);
    }
}
