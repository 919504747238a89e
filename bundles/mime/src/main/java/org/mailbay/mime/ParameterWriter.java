package org.mailbay.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes parameters of structured fields: as they are, quoted, or in the pieces of RFC 2231. */
final class ParameterWriter {
    /** Characters of a piece: with a long name it still fits on a line. */
    private static final int PIECE = 48;

    private ParameterWriter() {}

    /** The words of one parameter, all but the last with their semicolon. */
    static List<String> words(String name, String value) {
        if (name.isEmpty() || name.length() > 40 || !name.chars().allMatch(ParameterWriter::isToken)) {
            throw new IllegalArgumentException("not a parameter's name");
        }
        boolean isAscii = value.chars().allMatch(c -> c >= ' ' && c < 0x7F);
        if (isAscii && value.length() <= PIECE) {
            return List.of(name + '=' + plain(value));
        }
        List<String> pieces = isAscii ? cut(value) : encoded(value);
        String star = isAscii ? "" : "*";
        if (pieces.size() == 1) {
            return List.of(name + "*=" + pieces.getFirst());
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            String end = i + 1 < pieces.size() ? ";" : "";
            words.add(name + '*' + i + star + '=' + (isAscii ? quoted(pieces.get(i)) : pieces.get(i)) + end);
        }
        return words;
    }

    private static String plain(String value) {
        return !value.isEmpty() && value.chars().allMatch(ParameterWriter::isToken) ? value : quoted(value);
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static List<String> cut(String value) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < value.length(); at += PIECE) {
            pieces.add(value.substring(at, Math.min(value.length(), at + PIECE)));
        }
        return pieces;
    }

    /** RFC 2231 §4: percent-encoded UTF-8; characters stay whole. */
    private static List<String> encoded(String value) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder("utf-8''");
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            StringBuilder one = new StringBuilder();
            if (c < 0x80 && isToken(c) && "*'%".indexOf(c) < 0) {
                one.append((char) c);
            } else {
                for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    one.append('%')
                            .append(Character.forDigit(octet >> 4 & 15, 16))
                            .append(Character.forDigit(octet & 15, 16));
                }
            }
            if (piece.length() + one.length() > PIECE) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
            piece.append(one);
            i += Character.charCount(c);
        }
        pieces.add(piece.toString());
        return pieces;
    }

    /** RFC 2045 §5.1. */
    static boolean isToken(int c) {
        return c > ' ' && c < 0x7F && "()<>@,;:\\\"/[]?=".indexOf(c) < 0;
    }
}
