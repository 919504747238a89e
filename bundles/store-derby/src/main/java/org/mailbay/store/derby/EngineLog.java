package org.mailbay.store.derby;

import java.io.StringWriter;
import java.io.Writer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what Derby would write to {@code derby.log}; named by a property, called by the engine: public for it alone. */
public final class EngineLog {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLog.class);

    /** Of a damaged page: somebody's mail. */
    private static final Pattern BYTES = Pattern.compile("[0-9a-f]{8}: ");

    private EngineLog() {}

    /** What the engine asks for when it boots. */
    public static Writer writer() {
        return new Lines();
    }

    /** Logs line by line. */
    private static final class Lines extends StringWriter {
        private static final int LONGEST = 8_192;

        @Override
        public void flush() {
            String text;
            synchronized (getBuffer()) {
                text = getBuffer().toString();
                int end = text.length() > LONGEST ? text.length() : text.lastIndexOf('\n') + 1;
                getBuffer().delete(0, end);
                text = text.substring(0, end);
            }
            // Banners at boot and stop come here too, so it is no warning by itself: what matters is thrown at the
            // caller as well.
            text.lines()
                    .filter(line -> !line.isBlank() && !BYTES.matcher(line).lookingAt())
                    .forEach(line -> LOG.debug("event=derby line=\"{}\"", line));
        }
    }
}
