package org.mailbay.smtp;

/** Looks for line ends that are none, in content that nobody else looks at: see {@link DataReader}. */
final class LineEnds {
    private boolean afterCr;
    private boolean bare;

    void look(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            bare |= afterCr ? b != '\n' && b != '\r' : b == '\n';
            afterCr = b == '\r';
        }
    }

    /** Whether there was a CR without LF, or an LF without CR. */
    boolean hasBare() {
        return bare || afterCr;
    }
}
