package org.mailbay.imap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.imap.command.Commands;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Feature;
import org.mailbay.imap.session.Recents.Range;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.Services;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.Mailroom;
import org.mailbay.net.spi.Frozen;
import org.mailbay.store.AccountId;
import org.mailbay.swap.Swappable.Lease;

/**
 * A session between two commands, or in IDLE, as the next revision of this bundle reads it.
 *
 * <p>Which messages the client was told of is not in it: that follows from the log, see {@code Views.resumed}.
 *
 * @param user who logged in; null when nobody did
 * @param idleTag of the IDLE that goes on; null when there is none
 * @param listening what the client asked to be told of; null when it did not
 * @param annotations how far it was told of annotations, by account; empty unless it wants that
 */
record FrozenSession(
        @Nullable Credential user,
        int authFailures,
        Set<Feature> enabled,
        @Nullable Place selected,
        @Nullable String idleTag,
        byte @Nullable [] listening,
        Map<AccountId, Long> annotations) {
    private static final int VERSION = 1;
    private static final int MOST_RECENTS = 500;
    private static final int MOST_ACCOUNTS = 300;

    /** See {@link Frozen}. */
    private static final int MAX_SIZE = 65_536;

    /** The rest is for what was searched and who is there. */
    static final int MOST_LISTENING = 24_000;

    /** What is selected, and how much the client was told of. */
    record Place(
            AccountId account,
            long mailbox,
            boolean readOnly,
            long modSeq,
            long uidNext,
            List<Range> recents,
            List<Long> saved) {}

    static FrozenSession of(Client client, byte @Nullable [] listening, @Nullable String idleTag) {
        LogIn who = client.logIn();
        Selected selected = client.selected();
        Place place = null;
        if (selected != null) {
            View view = selected.view();
            List<Long> saved = new ArrayList<>();
            for (long uid : selected.saved()) {
                saved.add(uid);
            }
            place = new Place(
                    selected.account(),
                    selected.mailbox(),
                    selected.readOnly(),
                    view.modSeq(),
                    view.uidNext(),
                    List.copyOf(selected.recents()),
                    saved);
        }
        return new FrozenSession(
                who == null ? null : who.credential(),
                client.authFailures(),
                client.enabled(),
                place,
                idleTag,
                listening,
                client.annotations().told());
    }

    /** Makes a client what it was. */
    void into(Client client) throws IOException {
        client.authFailures(authFailures);
        if (user != null) {
            client.logIn(again(client.services(), user));
            client.enabled().addAll(enabled);
            client.annotations().resume(annotations);
            if (selected != null) {
                client.select(again(client, selected));
            }
            if (listening != null) {
                client.listen(Commands.listening(listening));
            }
        }
    }

    /** Who logged in before, if what they did it with is still good. */
    private static LogIn again(Services services, Credential credential) throws IOException {
        try (Lease<Directory> directory =
                services.directory().acquire(services.limits().patience())) {
            if (directory.service().isValid(credential)) {
                return directory
                        .service()
                        .principal(credential.address())
                        .map(principal -> new LogIn(principal, credential))
                        .orElseThrow(() -> new IOException("the user is gone"));
            }
        }
        throw new IOException("the credential is good no more");
    }

    private static Selected again(Client client, Place place) throws IOException {
        Services services = client.services();
        try (Lease<Mailroom> mailroom =
                services.mailroom().acquire(services.limits().patience())) {
            MailAccount mail = mailroom.service()
                    .open(client.principal(), place.account)
                    .orElseThrow(() -> new IOException("the mailbox is not shared any more"));
            View view = services.views().resumed(mail.account(), place.mailbox, place.modSeq, place.uidNext);
            Selected selected = new Selected(place.account, place.readOnly, view);
            place.recents.forEach(selected::recent);
            selected.save(place.saved.stream().mapToLong(uid -> uid).toArray());
            return selected;
        }
    }

    /** Empty when it is too much to be moved. */
    Optional<Frozen> toFrozen() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeBoolean(user != null);
            if (user != null) {
                out.writeUTF(user.address());
                out.writeUTF(user.version());
            }
            out.writeInt(authFailures);
            out.writeByte(enabled.size());
            for (Feature feature : enabled) {
                out.writeUTF(feature.name());
            }
            out.writeBoolean(selected != null);
            if (selected != null) {
                write(out, selected);
            }
            out.writeBoolean(idleTag != null);
            if (idleTag != null) {
                out.writeUTF(idleTag);
            }
            if (listening != null) {
                out.writeInt(listening.length);
                out.write(listening);
            } else if (!annotations.isEmpty()) {
                out.writeInt(0);
            }
            if (!annotations.isEmpty()) {
                write(out, annotations);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.size() > MAX_SIZE ? Optional.empty() : Optional.of(new Frozen(VERSION, bytes.toByteArray()));
    }

    private static void write(DataOutputStream out, Map<AccountId, Long> annotations) throws IOException {
        out.writeShort(Math.min(annotations.size(), MOST_ACCOUNTS));
        int count = 0;
        for (Map.Entry<AccountId, Long> account : annotations.entrySet()) {
            if (count++ < MOST_ACCOUNTS) {
                out.writeUTF(account.getKey().toString());
                out.writeLong(account.getValue());
            }
        }
    }

    private static Map<AccountId, Long> annotations(DataInputStream in) throws IOException {
        Map<AccountId, Long> annotations = new HashMap<>();
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            AccountId account = AccountId.parse(in.readUTF()).orElseThrow(() -> new IOException("no account"));
            annotations.put(account, in.readLong());
        }
        return annotations;
    }

    private static void write(DataOutputStream out, Place place) throws IOException {
        out.writeUTF(place.account.toString());
        out.writeLong(place.mailbox);
        out.writeBoolean(place.readOnly);
        out.writeLong(place.modSeq);
        out.writeLong(place.uidNext);
        // The newest: what is recent is a courtesy, and there is little room
        int forgotten = Math.max(0, place.recents.size() - MOST_RECENTS);
        out.writeInt(place.recents.size() - forgotten);
        for (Range range : place.recents.subList(forgotten, place.recents.size())) {
            out.writeLong(range.from());
            out.writeLong(range.to());
        }
        // A result that does not fit is found anew by its next use: an empty one (RFC 5182 §2.1)
        List<Long> kept = place.saved.size() > 10_000 ? List.of() : place.saved;
        out.writeInt(kept.size());
        for (long uid : kept) {
            out.writeInt((int) uid);
        }
    }

    /** Empty when this revision cannot read it. */
    static Optional<FrozenSession> of(Frozen frozen) {
        if (frozen.version() != VERSION) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(frozen.state()))) {
            Credential user = in.readBoolean() ? new Credential(in.readUTF(), in.readUTF()) : null;
            int failures = in.readInt();
            Set<Feature> enabled = EnumSet.noneOf(Feature.class);
            for (int count = in.readUnsignedByte(); count > 0; count--) {
                enabled.add(Feature.valueOf(in.readUTF()));
            }
            Place place = in.readBoolean() ? place(in) : null;
            String idleTag = in.readBoolean() ? in.readUTF() : null;
            byte[] listening = in.available() > 0 ? in.readNBytes(in.readInt()) : null;
            Map<AccountId, Long> annotations = in.available() > 0 ? annotations(in) : Map.of();
            return Optional.of(new FrozenSession(
                    user,
                    failures,
                    enabled,
                    place,
                    idleTag,
                    listening == null || listening.length == 0 ? null : listening,
                    annotations));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Place place(DataInputStream in) throws IOException {
        AccountId account = AccountId.parse(in.readUTF()).orElseThrow(() -> new IOException("no account"));
        long mailbox = in.readLong();
        boolean readOnly = in.readBoolean();
        long modSeq = in.readLong();
        long uidNext = in.readLong();
        List<Range> recents = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            recents.add(new Range(in.readLong(), in.readLong()));
        }
        List<Long> saved = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            saved.add(Integer.toUnsignedLong(in.readInt()));
        }
        return new Place(account, mailbox, readOnly, modSeq, uidNext, recents, saved);
    }
}
