package org.mailbay.store.engine.record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.Row;
import org.mailbay.store.spi.Table;

/**
 * A row of STATE: the small mutable part of an object.
 *
 * <p>Version, modseq, created modseq, then per column one byte (number and kind) and the value. Version 1 does not say since when an
 * object is in a container.
 */
public record StateRow(long modSeq, long created, Row row) {
    private static final int VERSION = 2;
    private static final int NUMBER = 0;
    private static final int TEXT = 1;
    private static final int WORDS = 2;
    private static final int MEMBERS = 3;

    /**
     * The value.
     *
     * @throws IllegalArgumentException when it is too long for a table
     */
    public byte[] value() {
        Out out = new Out(120).octet(VERSION).varint(modSeq).varint(created);
        for (Column column : row.columns()) {
            switch (column) {
                case Column.Number number -> tag(out, column, NUMBER).signed(row.get(number));
                case Column.Text text -> tag(out, column, TEXT).text(row.get(text));
                case Column.Words words -> {
                    Set<String> set = row.get(words);
                    tag(out, column, WORDS).varint(set.size());
                    set.forEach(out::text);
                }
                case Column.Members members -> {
                    List<Member> list = row.get(members);
                    tag(out, column, MEMBERS).varint(list.size());
                    for (Member member : list) {
                        out.varint(member.container())
                                .varint(member.uid() << 1 | (member.deleted() ? 1 : 0))
                                .varint(member.modSeq())
                                .varint(member.since());
                    }
                }
            }
        }
        if (out.size() > Table.MAX_VALUE) {
            throw new IllegalArgumentException("row of " + out.size() + " bytes");
        }
        return out.done();
    }

    private static Out tag(Out out, Column column, int kind) {
        return out.octet(column.number() << 2 | kind);
    }

    /** Reads a value. */
    public static StateRow read(byte[] value) throws IOException {
        In in = new In(value);
        int version = in.versions(1, VERSION);
        long modSeq = in.varint();
        long created = in.varint();
        try {
            return new StateRow(modSeq, created, row(in, version));
        } catch (IllegalArgumentException e) {
            throw new IOException("row with a value that cannot be", e);
        }
    }

    private static Row row(In in, int version) throws IOException {
        Row row = Row.EMPTY;
        while (in.hasMore()) {
            int tag = in.octet();
            int number = tag >>> 2;
            row = switch (tag & 3) {
                case NUMBER -> row.with(new Column.Number(number), in.signed());
                case TEXT -> row.with(new Column.Text(number), in.text());
                case WORDS -> row.with(new Column.Words(number), words(in));
                default -> row.with(new Column.Members(number), members(in, version));
            };
        }
        return row;
    }

    private static Set<String> words(In in) throws IOException {
        Set<String> words = new TreeSet<>();
        for (int count = in.count(); count > 0; count--) {
            words.add(in.text());
        }
        return words;
    }

    private static List<Member> members(In in, int version) throws IOException {
        List<Member> members = new ArrayList<>();
        for (int count = in.count(); count > 0; count--) {
            long container = in.varint();
            long uid = in.varint();
            long modSeq = in.varint();
            members.add(new Member(container, uid >>> 1, modSeq, (uid & 1) != 0, version == 1 ? 0 : in.varint()));
        }
        return members;
    }
}
