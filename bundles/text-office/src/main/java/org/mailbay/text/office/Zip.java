package org.mailbay.text.office;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.mailbay.text.TextException;
import org.mailbay.text.TextException.Why;
import org.mailbay.text.TextSink;

/** Goes through a package from front to end; all that is unpacked counts, also what nobody wants. */
final class Zip {
    private static final int MOST_ENTRIES = 20_000;

    /** What a format makes of the files of its package. */
    @FunctionalInterface
    interface Visitor {
        /** Reads a file, or nothing of it. A file that is damaged does not keep the others from being read. */
        void file(String name, InputStream in) throws IOException;
    }

    private Zip() {}

    /** {@code in} is a guarded stream. Throws what was wrong first, after everything else was read. */
    static void walk(InputStream in, TextSink out, Visitor visitor) throws IOException {
        TextException damage = null;
        int entries = 0;
        try (ZipInputStream zip = new ZipInputStream(in, StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (++entries > MOST_ENTRIES) {
                    throw out.stop(Why.LARGE, "more than " + MOST_ENTRIES + " files in a package");
                }
                InputStream unpacked = out.guard(zip);
                try {
                    visitor.file(entry.getName(), unpacked);
                } catch (TextException e) {
                    rethrowUnlessDamage(e, out);
                    damage = damage == null ? e : damage;
                }
                while (unpacked.read(new byte[8192]) >= 0) {
                    out.check();
                }
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw first(damage, out, "broken package: " + e.getMessage());
        } catch (EOFException e) {
            throw first(damage, out, "the package ends too early");
        }
        if (entries == 0) {
            throw new TextException(Why.DAMAGED, "not a package");
        }
        if (damage != null) {
            throw damage;
        }
    }

    private static void rethrowUnlessDamage(TextException e, TextSink out) throws TextException {
        if (e.why() != Why.DAMAGED || out.stopped() != null) {
            throw e;
        }
    }

    private static TextException first(@Nullable TextException damage, TextSink out, String message) {
        TextException stopped = out.stopped();
        return stopped != null ? stopped : damage != null ? damage : new TextException(Why.DAMAGED, message);
    }
}
