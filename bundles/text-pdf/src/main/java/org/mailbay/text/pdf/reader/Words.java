package org.mailbay.text.pdf.reader;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.text.PDFTextStripper;

/** Sends the words of a document: its properties, its pages, what forms were filled in with. */
final class Words extends PDFTextStripper {
    private final Pieces pieces;
    private boolean isDamaged;

    Words(DataOutputStream out) {
        pieces = new Pieces(out);
    }

    /** Whether there are pages that could not be read; all the others were. */
    boolean isDamaged() {
        return isDamaged;
    }

    void read(PDDocument document) throws IOException {
        PDDocumentInformation about = document.getDocumentInformation();
        for (String property :
                new String[] {about.getTitle(), about.getAuthor(), about.getSubject(), about.getKeywords()}) {
            if (property != null) {
                pieces.append(property).append('\n');
            }
        }
        pieces.flush();
        writeText(document, pieces);
        fields(document);
        pieces.flush();
    }

    @Override
    public void processPage(PDPage page) throws IOException {
        try {
            super.processPage(page);
        } catch (IOException | RuntimeException e) {
            isDamaged = true;
        }
        pieces.flush();
    }

    private void fields(PDDocument document) throws IOException {
        try {
            PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
            if (form != null) {
                for (PDField field : form.getFieldTree()) {
                    pieces.append(field.getValueAsString()).append('\n');
                }
            }
        } catch (RuntimeException e) {
            isDamaged = true;
        }
    }

    /** Text in pieces, each behind its length. */
    private static final class Pieces extends Writer {
        private static final int PIECE = 16_384;

        private final DataOutputStream out;
        private final StringBuilder text = new StringBuilder();

        Pieces(DataOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(char[] characters, int at, int length) throws IOException {
            text.append(CharBuffer.wrap(characters, at, length));
            if (text.length() >= PIECE && !Character.isHighSurrogate(text.charAt(text.length() - 1))) {
                flush();
            }
        }

        @Override
        public void flush() throws IOException {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            text.setLength(0);
            if (bytes.length > 0) {
                out.writeInt(bytes.length);
                out.write(bytes);
                out.flush();
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
