package org.mailbay.smtp.content;

/** Looks for line ends that are none, in content that nobody else looks at: see {@link DataReader}. */
public final class LineEnds {
    private boolean afterCr;
    private boolean bare;

    public void look(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            bare |= afterCr ? b != '\n' && b != '\r' : b == '\n';
            afterCr = b == '\r';
        }
    }

    /** Whether there was a CR without LF, or an LF without CR. */
    public boolean hasBare() {
        return bare || afterCr;
    }
}
