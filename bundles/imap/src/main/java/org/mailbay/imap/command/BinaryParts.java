package org.mailbay.imap.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailbay.imap.fetch.HeaderFilter;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Arriving;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.BodyEncoder;
import org.mailbay.mime.Part;
import org.mailbay.store.BlobInput;

/**
 * Parts of a message with NUL in them, which only a literal8 can hold: they are kept as base64 (RFC 9051 §4.3.1, RFC 3516 §4.4), so that BODY
 * gives them too. Everything else of the message stays as it came.
 */
final class BinaryParts {
    private static final int PIECE = 32 * 1024;

    /** A part with a longer header stays as it is. */
    private static final int LONGEST_HEADER = 256 * 1024;

    private static final byte[] CRLF = {'\r', '\n'};

    private static final Set<String> ENCODING = Set.of("CONTENT-TRANSFER-ENCODING");

    private final StoredEmail email;
    private final MailAccount account;
    private final List<Part> parts = new ArrayList<>();

    private BinaryParts(StoredEmail email, MailAccount account) {
        this.email = email;
        this.account = account;
    }

    /** The message itself when nothing in it needs that. */
    static StoredEmail encoded(StoredEmail email, MailAccount account) throws IOException {
        BinaryParts binary = new BinaryParts(email, account);
        binary.find(email.message().root());
        return binary.parts.isEmpty() ? email : binary.write();
    }

    private void find(Part part) throws IOException {
        if (part.isMultipart()) {
            for (Part child : part.children()) {
                find(child);
            }
        } else if (part.message() != null) {
            find(part.message().root());
        } else if (part.encoding().isIdentity()
                && part.bodyStart() - part.headerStart() <= LONGEST_HEADER
                && hasNul(part.bodyStart(), part.bodyEnd())) {
            parts.add(part);
        }
    }

    private boolean hasNul(long from, long to) throws IOException {
        byte[] piece = new byte[PIECE];
        try (BlobInput input = open(from, to)) {
            InputStream in = input.content();
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                for (int i = 0; i < count; i++) {
                    if (piece[i] == 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private StoredEmail write() throws IOException {
        try (Arriving arriving = account.arriving(-1);
                OutputStream out = new Output(arriving)) {
            long at = 0;
            for (Part part : parts) {
                copy(at, part.headerStart(), out);
                out.write("Content-Transfer-Encoding: base64\r\n".getBytes(StandardCharsets.US_ASCII));
                try (BlobInput input = open(part.headerStart(), part.bodyStart())) {
                    new HeaderFilter(input.content(), ENCODING, false).transferTo(out);
                }
                try (OutputStream encoder = BodyEncoder.base64(out)) {
                    copy(part.bodyStart(), part.bodyEnd(), encoder);
                }
                at = part.bodyEnd();
            }
            if (at == email.blob().size()) {
                out.write(CRLF);
            }
            copy(at, email.blob().size(), out);
            return arriving.finish();
        }
    }

    private void copy(long from, long to, OutputStream out) throws IOException {
        try (BlobInput input = open(from, to)) {
            input.content().transferTo(out);
        }
    }

    private BlobInput open(long from, long to) throws IOException {
        return account.account()
                .blobs()
                .open(email.blob(), from, to - from)
                .orElseThrow(() -> new IOException("a message that came with the command is gone"));
    }

    /** Writes to a message that is made. */
    private static final class Output extends OutputStream {
        private final Arriving arriving;

        Output(Arriving arriving) {
            this.arriving = arriving;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            arriving.write(bytes, offset, length);
        }
    }
}
