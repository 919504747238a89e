package org.mailbay.jmap.mail.compose;

import java.util.List;
import java.util.Map;
import org.mailbay.jmap.BlobId;

/** A part of a message that is to be written. */
sealed interface Piece {
    /**
     * Several parts.
     *
     * @param type such as {@code multipart/mixed}
     * @param parameters of the type; the boundary is the writer's business
     * @param fields other header fields, whole lines
     */
    record Multipart(String type, Map<String, String> parameters, List<String> fields, List<Piece> parts)
            implements Piece {
        public Multipart {
            fields = List.copyOf(fields);
            parts = List.copyOf(parts);
        }
    }

    /** Text that the client gave. */
    record Text(String type, Map<String, String> parameters, List<String> fields, String value) implements Piece {
        public Text {
            fields = List.copyOf(fields);
        }
    }

    /** A blob. */
    record Attached(String type, Map<String, String> parameters, List<String> fields, BlobId blob) implements Piece {
        public Attached {
            fields = List.copyOf(fields);
        }
    }
}
