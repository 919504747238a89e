package org.mailbay.store.derby;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How many files this process has open and may have open; running out of them kills databases.
 *
 * @param open now; -1 where the platform does not say
 * @param most limit; -1 where there is none or the platform does not say
 */
record Descriptors(long open, long most) {
    /** Of a database of which every table is in use, and of what Derby opens for a moment. */
    private static final long PER_DATABASE = 40;

    /** For sockets, blobs, the search index and the server's own files. */
    private static final long OTHERS = 500;

    /** As it is. */
    static Descriptors now() {
        return new Descriptors(attribute("OpenFileDescriptorCount"), attribute("MaxFileDescriptorCount"));
    }

    private static long attribute(String name) {
        try {
            ObjectName system = new ObjectName("java.lang:type=OperatingSystem");
            Object value = ManagementFactory.getPlatformMBeanServer().getAttribute(system, name);
            return value instanceof Long count ? count : -1;
        } catch (JMException elsewhere) {
            return -1;
        }
    }

    /** What so many databases need. */
    static long needed(int databases) {
        return OTHERS + PER_DATABASE * databases;
    }

    /** Refuses when so many databases could run out of files. */
    void check(int databases) throws IOException {
        if (isTooFew(databases)) {
            throw new IOException(refusal(databases));
        }
    }

    /** Whether so many databases could run out of files. */
    boolean isTooFew(int databases) {
        return most >= 0 && most < needed(databases);
    }

    /** Says what to do about it. */
    String refusal(int databases) {
        long fit = Math.max(1, (most - OTHERS) / PER_DATABASE);
        return "At most " + most + " files can be open, and " + databases + " open databases need " + needed(databases)
                + ": raise the limit (ulimit -n, LimitNOFILE) or set maxOpen of [store.derby] to " + fit;
    }

    /** Whether four fifths of them are taken. */
    boolean isNear() {
        return most > 0 && open > most / 5 * 4;
    }
}
