package org.mailbay.jmap.core.standard;

import org.mailbay.jmap.Call;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.core.registry.Models;
import org.mailbay.jmap.spi.Method;

/** {@code Core/echo} (RFC 8620 §4). */
public final class Echo implements Method {
    @Override
    public String name() {
        return "Core/echo";
    }

    @Override
    public String capability() {
        return Models.CORE;
    }

    @Override
    public void invoke(Call call, Responses responses) {
        responses.begin(name()).writeTree(call.arguments());
    }
}
