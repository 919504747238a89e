package org.mailbay.jmap.mail.compose;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.jmap.BlobId;

/** A part of a message that is to be written. */
sealed interface Piece {
    /** Messages, whole or in part, which may not be encoded. */
    Set<String> PLAIN = Set.of("message/rfc822", "message/partial", "message/external-body");

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

    /**
     * A blob.
     *
     * @param property of the Email that names it
     */
    record Attached(String property, String type, Map<String, String> parameters, List<String> fields, BlobId blob)
            implements Piece {
        public Attached {
            fields = List.copyOf(fields);
        }

        /** Whether it is of lines, and best not encoded. */
        boolean isMessage() {
            return type.startsWith("message/");
        }

        /** RFC 2046 §5.2.1 to §5.2.3; others, such as message/global (RFC 6532 §3.7), may be encoded. */
        boolean mustBePlain() {
            return PLAIN.contains(type);
        }
    }
}
