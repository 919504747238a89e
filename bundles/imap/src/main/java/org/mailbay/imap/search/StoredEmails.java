package org.mailbay.imap.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.Header;
import org.mailbay.mime.Limits;
import org.mailbay.mime.Part;
import org.mailbay.store.BlobInput;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;

/** Reads messages of a mailbox, many at once. */
final class StoredEmails {
    private static final int SLICE = 500;

    private final Scope scope;
    private final Objects emails;
    private final IntConsumer progress;

    /** @param progress is told of each message that is read */
    StoredEmails(Scope scope, Objects emails, IntConsumer progress) {
        this.scope = scope;
        this.emails = emails;
        this.progress = progress;
    }

    /** Whether a message is one of those looked for. */
    interface Test {
        boolean test(int position, byte[] stored) throws IOException, SearchRefused;
    }

    /** Those of {@code among} that pass; a message that is gone does not. */
    BitSet filter(BitSet among, Test test) throws IOException, SearchRefused {
        BitSet found = new BitSet(scope.size());
        List<ObjectId> ids = new ArrayList<>(SLICE);
        int[] positions = new int[SLICE];
        for (int i = among.nextSetBit(0); i >= 0; i = among.nextSetBit(i + 1)) {
            positions[ids.size()] = i;
            ids.add(emails.id(scope.ordinals()[i]));
            if (ids.size() == SLICE) {
                slice(ids, positions, test, found);
                ids.clear();
            }
        }
        slice(ids, positions, test, found);
        return found;
    }

    private void slice(List<ObjectId> ids, int[] positions, Test test, BitSet found) throws IOException, SearchRefused {
        if (ids.isEmpty()) {
            return;
        }
        List<byte @Nullable []> rows = scope.account().bytes(ids);
        for (int i = 0; i < rows.size(); i++) {
            progress.accept(1);
            byte[] row = rows.get(i);
            if (row != null && isFound(ids.get(i), positions[i], row, test)) {
                found.set(positions[i]);
            }
        }
    }

    /** What goes while it is read is gone, and no failure. */
    private boolean isFound(ObjectId id, int position, byte[] row, Test test) throws IOException, SearchRefused {
        try {
            return test.test(position, row);
        } catch (NoBlobException e) {
            if (scope.account().bytes(List.of(id)).getFirst() == null) {
                return false;
            }
            throw e;
        }
    }

    private static final class NoBlobException extends IOException {
        private static final long serialVersionUID = 1;

        NoBlobException() {
            super("the blob of an email is missing");
        }
    }

    /** All fields of a message's header. */
    Header header(StoredEmail email) throws IOException {
        Part root = email.message().root();
        long length = Math.min(root.bodyStart() - root.headerStart(), Limits.DEFAULT.headerBytes());
        try (BlobInput input = open(email, root.headerStart(), length)) {
            return Header.parse(input.content().readAllBytes(), root.headerStart(), Limits.DEFAULT);
        }
    }

    /** Some bytes of a message. */
    BlobInput open(StoredEmail email, long from, long length) throws IOException {
        return scope.account().blobs().open(email.blob(), from, length).orElseThrow(NoBlobException::new);
    }
}
