package org.mailbay.otel;

/** Text that names nobody: what stands before an at sign is a star. */
final class Masked {
    private Masked() {}

    /** {@code bob@example.org} is {@code *@example.org}. */
    static String of(String text) {
        if (text.indexOf('@') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int begin = 0;
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int from = at;
            if (from > begin && text.charAt(from - 1) == '"') {
                from = Math.max(begin, text.lastIndexOf('"', from - 2)); // RFC 5321 §4.1.2: quoted local part
            } else {
                while (from > begin && isLocal(text.charAt(from - 1))) {
                    from--;
                }
            }
            out.append(text, begin, from).append("*@");
            begin = at + 1;
        }
        return out.append(text, begin, text.length()).toString();
    }

    private static boolean isLocal(char c) {
        return c > ' ' && "<>()[],;:\"".indexOf(c) < 0;
    }
}
