package org.mailbay.store.engine.image;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The texts of one column in one chunk; null is the empty text. */
record Texts(@Nullable String[] values, Object owner) {

    static Texts none(Object owner) {
        return new Texts(new String[4], owner);
    }

    String get(int slot) {
        String value = slot < values.length ? values[slot] : null;
        return value == null ? "" : value;
    }

    Texts with(Object edit, int slot, String value, int shared) {
        Texts target = this;
        if (slot >= values.length) {
            target = new Texts(Arrays.copyOf(values, Math.max(4, Integer.highestOneBit(slot) << 1)), edit);
        } else if (edit != owner && slot < shared) {
            target = new Texts(values.clone(), edit);
        }
        target.values[slot] = value.isEmpty() ? null : value;
        return target;
    }

    long footprint() {
        long bytes = 32 + 4L * values.length;
        for (String value : values) {
            bytes += value == null ? 0 : 40 + value.length();
        }
        return bytes;
    }

    void write(ImageWriter out, int used) throws IOException {
        int length = Math.min(used, values.length);
        out.count(length);
        for (int i = 0; i < length; i++) {
            out.text(get(i));
        }
    }

    static Texts read(ImageReader in, Object owner) throws IOException {
        @Nullable String[] values = new String[in.count()];
        for (int i = 0; i < values.length; i++) {
            String value = in.text();
            values[i] = value.isEmpty() ? null : value;
        }
        return new Texts(values, owner);
    }
}
