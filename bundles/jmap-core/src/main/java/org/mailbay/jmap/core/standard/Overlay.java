package org.mailbay.jmap.core.standard;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.View;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Snapshot;

/**
 * A view that also knows what the call itself has created, which the request learns only when the call succeeds.
 *
 * @param created creation ids to ids, live
 */
record Overlay(View view, Snapshot snapshot, Map<String, String> created) implements View {
    static Overlay of(View view) {
        return new Overlay(view, view.snapshot(), new HashMap<>());
    }

    @Override
    public Optional<BlobInput> open(BlobRef blob, long from, long length) throws IOException {
        return view.open(blob, from, length);
    }

    @Override
    public Overlay at(Snapshot other) {
        return new Overlay(view, other, created);
    }

    @Override
    public Principal principal() {
        return view.principal();
    }

    @Override
    public Account account() {
        return view.account();
    }

    @Override
    public boolean isOwn() {
        return view.isOwn();
    }

    @Override
    public boolean uses(String capability) {
        return view.uses(capability);
    }

    @Override
    public long accessVersion() {
        return view.accessVersion();
    }

    @Override
    public boolean readOnly() {
        return view.readOnly();
    }

    @Override
    public String resolve(String id) {
        String made = id.startsWith("#") ? created.get(id.substring(1)) : null;
        return made == null ? view.resolve(id) : made;
    }
}
