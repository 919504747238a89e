package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mailbay.store.BlobRef;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Table;

/** What chores remember of a shard in its records: how far they are, and which blobs are damaged. */
record Notebook(Ward ward) {
    private static final int MOST_DAMAGED = 10_000;

    /** How far a chore is. */
    Optional<String> read(String chore) throws IOException {
        byte[] row = ward.shard().get(Table.SYS, Keys.chore(chore));
        return row == null ? Optional.empty() : Optional.of(Scalars.textOf(row));
    }

    /** Notes how far a chore is; durable when it returns. */
    void write(String chore, String state) throws IOException {
        ward.shard().commit(Batch.builder().put(Table.SYS, Keys.chore(chore), Scalars.text(state)));
    }

    /** Notes that a blob is damaged. */
    void damaged(BlobRef ref, String why) throws IOException {
        String text = why.length() > 500 ? why.substring(0, 500) : why;
        ward.shard().commit(Batch.builder().put(Table.SYS, Keys.damaged(ref), Scalars.text(ref + " " + text)));
    }

    /** Notes that a blob is well, or gone. */
    void well(BlobRef ref) throws IOException {
        ward.shard().commit(Batch.builder().delete(Table.SYS, Keys.damaged(ref)));
    }

    /** The damaged blobs, at most 10,000, and what is wrong with each. */
    Map<BlobRef, String> damaged() throws IOException {
        List<String> lines = new ArrayList<>();
        ward.shard().scan(Table.SYS, Keys.damaged(), (key, value) -> {
            lines.add(Scalars.textOf(value));
            return lines.size() < MOST_DAMAGED;
        });
        Map<BlobRef, String> damaged =
                new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));
        for (String line : lines) {
            int space = line.indexOf(' ');
            BlobRef.parse(line.substring(0, space)).ifPresent(ref -> damaged.put(ref, line.substring(space + 1)));
        }
        return damaged;
    }
}
