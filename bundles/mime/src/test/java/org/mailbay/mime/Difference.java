package org.mailbay.mime;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where we differ from mime4j on purpose: every rule of it, each with its reason. */
enum Difference {
    /** RFC 2046 §5.2.1 forbids encoding a message; mime4j decodes it and looks inside, where we have no offsets. */
    ENCODED_MESSAGE {
        @Override
        boolean explains(Case c) {
            return c.has(Defect.ENCODED_MESSAGE) && (c.ours == null || c.theirs == null);
        }
    },
    /** A multipart in which no part is found is a text to us, so that nothing is hidden; mime4j shows an empty multipart. */
    NO_PARTS {
        @Override
        boolean explains(Case c) {
            String type = c.allTheirs.getOrDefault(c.path() + " type", "");
            return c.has(Defect.NO_PARTS)
                    && type.startsWith("multipart/")
                    && "text/plain".equals(c.allOurs.get(c.path() + " type"));
        }
    },
    /** The last field counts (RFC 8621 §4.1.3); mime4j takes the first. */
    LAST_FIELD {
        @Override
        boolean explains(Case c) {
            return c.has(Defect.DUPLICATE_FIELD) && c.isField() && !c.path().contains("M");
        }
    },
    /** Raw bytes above 127 are UTF-8 or windows-1252 to us; mime4j replaces them. */
    EIGHT_BIT {
        @Override
        boolean explains(Case c) {
            return c.has(Defect.EIGHT_BIT_HEADER) && c.theirs != null && c.theirs.indexOf('\uFFFD') >= 0;
        }
    },
    /** A comment beside an address serves as its name (RFC 8621 §4.1.2.3); mime4j drops it. */
    COMMENT_IS_NAME {
        private static final Pattern NAME = Pattern.compile("(^|, )[^<,]*<");

        @Override
        boolean explains(Case c) {
            return c.isAddress()
                    && c.raw().indexOf('(') >= 0
                    && NAME.matcher(c.ours())
                            .replaceAll("$1<")
                            .equals(NAME.matcher(c.theirs()).replaceAll("$1<"));
        }
    },
    /** Quotes belong to a local part that needs them, or there is another address; mime4j drops them. */
    QUOTED_LOCAL_PART {
        @Override
        boolean explains(Case c) {
            return c.isAddress() && c.ours().replace("\"", "").equals(c.theirs());
        }
    },
    /** {@code <>} and {@code <>>}: mime4j makes an address of the greater-than sign that is left over. */
    NO_ADDRESS {
        @Override
        boolean explains(Case c) {
            return c.isAddress()
                    && c.theirs()
                            .replaceAll("(, )?<>(, <>>)?", "")
                            .equals(c.ours().replace("<>", ""));
        }
    },
    /** Two blanks before the day, a comment after the zone, zones by name or over 18 hours, C's order: mime4j sees no date, or UTC. */
    LENIENT_DATE {
        private static final Pattern ODD =
                Pattern.compile("(?s).*(,  \\d .*\\(.*|[A-Z]{3}(\\s.*)?|[+-]19\\d\\d\\s*|:\\d\\d (19|20)\\d\\d\\s*)");

        @Override
        boolean explains(Case c) {
            return c.fact().equals("date") && ODD.matcher(c.raw()).matches();
        }
    },
    /** What stands between the angle brackets, blanks of folding out; mime4j gives the whole field. */
    MESSAGE_ID {
        @Override
        boolean explains(Case c) {
            return c.fact().equals("message-id")
                    && (c.theirs().replaceAll("\\s", "").startsWith(c.ours())
                            || c.theirs().indexOf('@') < 0);
        }
    },
    /** A boundary in the form of RFC 2231 is a boundary; mime4j does not decode it. */
    EXTENDED_PARAMETER {
        @Override
        boolean explains(Case c) {
            return !c.isField() && c.text().contains("boundary*=");
        }
    },
    /** A multipart inside a multipart with the same boundary: the inner one gets the parts; mime4j gives them to the outer one. */
    SAME_BOUNDARY {
        @Override
        boolean explains(Case c) {
            return !c.isField()
                    && c.allOurs.entrySet().stream()
                            .filter(e -> e.getKey().endsWith(" boundary"))
                            .anyMatch(e -> e.getValue().equals(c.allOurs.get(parent(e.getKey()))));
        }

        private static String parent(String key) {
            String path = key.substring(0, key.indexOf(' '));
            return path.substring(0, Math.max(path.lastIndexOf('.'), 0)) + " boundary";
        }
    },
    /** A boundary cannot end with blanks (RFC 2046 §5.1.1): we leave them out, mime4j insists on them. */
    BLANK_BOUNDARY {
        @Override
        boolean explains(Case c) {
            return !c.isField()
                    && Optional.ofNullable(c.allOurs.get("1 boundary"))
                            .orElse("")
                            .endsWith(" ");
        }
    },
    /** Base64 that ends without its padding keeps its last byte or two; mime4j drops them. */
    UNPADDED_BASE64 {
        @Override
        boolean explains(Case c) {
            return c.fact().equals("body")
                    && "BASE64".equals(c.allOurs.get(c.path() + " encoding"))
                    && "BASE64".equals(c.allTheirs.get(c.path() + " encoding"))
                    && length(c.ours()) - length(c.theirs()) >= 1
                    && length(c.ours()) - length(c.theirs()) <= 2;
        }

        private static int length(String body) {
            return Integer.parseInt(body.substring(0, body.indexOf(' ')));
        }
    },
    /** Encoded words inside file names are decoded wherever they stand; mime4j decodes whole names only. */
    ENCODED_NAME {
        @Override
        boolean explains(Case c) {
            return c.fact().equals("name")
                    && c.theirs().contains("=?")
                    && !c.ours().contains("=?");
        }
    },
    /** An encoded word where none may stand is not decoded (RFC 8621 §4.1.2.2); mime4j decodes it. */
    MISPLACED_WORD {
        private static final Pattern WORD = Pattern.compile("=\\?[^?]+\\?[bBqQ]\\?[^?]*\\?=");

        @Override
        boolean explains(Case c) {
            String decoded = WORD.matcher(c.ours()).replaceAll(word -> EncodedWords.decode(word.group()));
            return !decoded.equals(c.ours()) && decoded.equals(c.theirs());
        }
    },
    /** A character cut in two, or a charset's own: both sides say what could not be read, in different ways. */
    BROKEN_ENCODED_WORD {
        @Override
        boolean explains(Case c) {
            return c.theirs != null
                    && c.theirs.indexOf('\uFFFD') >= 0
                    && c.ours != null
                    && c.ours.indexOf('\uFFFD') >= 0;
        }
    };

    abstract boolean explains(Case c);

    /** One fact about one message on which the two differ. */
    record Case(
            Message message,
            byte[] bytes,
            String key,
            @Nullable String ours,
            @Nullable String theirs,
            Map<String, String> allOurs,
            Map<String, String> allTheirs) {

        boolean has(Defect defect) {
            return message.defects().contains(defect);
        }

        String path() {
            return key.substring(0, key.indexOf(' '));
        }

        String fact() {
            return key.substring(key.indexOf(' ') + 1);
        }

        @Override
        public String ours() {
            return ours == null ? "" : ours;
        }

        @Override
        public String theirs() {
            return theirs == null ? "" : theirs;
        }

        boolean isAddress() {
            return switch (fact()) {
                case "From", "To", "Cc" -> true;
                default -> false;
            };
        }

        boolean isField() {
            return isAddress()
                    || switch (fact()) {
                        case "subject", "date", "message-id" -> true;
                        default -> false;
                    };
        }

        String text() {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        /** The fields of this name, of whichever message in the message, as they stand. */
        String raw() {
            StringBuilder all = new StringBuilder();
            collect(message, all);
            return all.toString();
        }

        private void collect(Message m, StringBuilder all) {
            m.summary().fields().stream().filter(f -> f.is(fact())).forEach(f -> all.append(f.raw()));
            collect(m.root(), all);
        }

        private void collect(Part part, StringBuilder all) {
            if (part.message() != null) {
                collect(part.message(), all);
            }
            part.children().forEach(child -> collect(child, all));
        }
    }
}
