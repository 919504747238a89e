package org.mailbay.jmap.core.standard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.store.ObjectId;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Transaction;
import tools.jackson.databind.node.ObjectNode;

/** The copies of one {@code /copy}, in slices when they are many: each in a transaction of its own, but the last. One thread. */
final class Copies implements Changer {
    /** Copies that one transaction adds, which has room for about 3,900 rows. */
    static final int SLICE = 100;

    private final List<Once> all = new ArrayList<>();

    /** The same, run once, whoever asks first. */
    Creation add(Creation creation) {
        Once once = new Once(creation);
        all.add(once);
        return once;
    }

    @Override
    public boolean begin(Transaction tx, Map<ObjectId, Patch> updates, List<ObjectId> destroys)
            throws MethodError, IOException {
        List<Once> left = all.stream().filter(once -> !once.isDone()).toList();
        if (left.size() <= SLICE) {
            return true;
        }
        for (Once once : left.subList(0, SLICE)) {
            once.attempt(tx);
        }
        return false;
    }

    @Override
    public Creation create(ObjectNode object) {
        throw new IllegalStateException("a copy creates nothing anew");
    }

    @Override
    public @Nullable ObjectNode update(Transaction tx, ObjectId id, Patch patch) {
        throw new IllegalStateException("a copy updates nothing");
    }

    @Override
    public void destroy(Transaction tx, ObjectId id) {
        throw new IllegalStateException("a copy destroys nothing");
    }

    private static final class Once implements Creation {
        private final Creation creation;
        private @Nullable Created made;
        private @Nullable SetError refused;

        Once(Creation creation) {
            this.creation = creation;
        }

        boolean isDone() {
            return made != null || refused != null;
        }

        /** Ahead of its turn, in which is told what is wrong with it. */
        void attempt(Transaction tx) throws MethodError, IOException {
            try {
                made = creation.run(tx);
            } catch (SetError error) {
                refused = error;
            } catch (OverQuotaException e) {
                refused = SetError.of(SetError.OVER_QUOTA, e.getMessage());
            }
        }

        @Override
        public Created run(Transaction tx) throws SetError, MethodError, IOException {
            if (refused != null) {
                throw refused;
            }
            Created known = made;
            return known == null ? creation.run(tx) : known;
        }
    }
}
