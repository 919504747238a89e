package org.mailbay.imap.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Out;
import org.mailbay.mail.StoredEmail;

/**
 * BODY[section] with its partial, and what RFC 3501 §6.4.5 calls RFC822, RFC822.HEADER and RFC822.TEXT: ranges of the message.
 *
 * <p>The bytes are those of the message. Deviates: RFC 9051 §9 has no NUL in a literal; a message that came with one by SMTP would
 * not come back as it is, so it stays. What clients append is kept without.
 *
 * @param name of an item of RFC 3501; empty for BODY
 */
public record Body(Section section, @Nullable Partial partial, boolean peek, String name) implements Item {

    /** More of a header is not held in memory. */
    private static final int MOST_AT_ONCE = 256 * 1024;

    Body(Section section, @Nullable Partial partial, boolean peek) {
        this(section, partial, peek, "");
    }

    @Override
    public Need need() {
        return Need.CONTENT;
    }

    @Override
    public boolean marksSeen() {
        return !peek;
    }

    @Override
    public boolean prepare(Opened message) throws IOException {
        return isWhole() ? message.hasStored() : message.hasMessage();
    }

    /** Of the whole message nothing needs to be known but where it lies. */
    private boolean isWhole() {
        return section.equals(Section.WHOLE);
    }

    @Override
    public void write(Opened message, Out out) throws TornException {
        writeName(out);
        Section.Range range = isWhole()
                ? new Section.Range(0, StoredEmail.blob(message.stored()).size())
                : section.range(message.message());
        if (range == null) {
            out.nil();
        } else if (section.text().isFiltered()) {
            fields(message, range, out);
        } else {
            bytes(message, range, out);
        }
    }

    private void bytes(Opened message, Section.Range range, Out out) throws TornException {
        long length = partial == null ? range.length() : partial.clip(range.length());
        if (length == 0) {
            out.raw("\"\"");
            return;
        }
        try (InputStream in = message.open(range.from() + (partial == null ? 0 : partial.from()), length)) {
            if (in == null) {
                out.nil();
            } else {
                Literals.write(in, length, false, out);
            }
        } catch (TornException e) {
            throw e;
        } catch (IOException closing) {
            message.failed(closing);
        }
    }

    /** A literal begins with its size, so the header is read before: into memory, unless it is long; then it is read twice. */
    private void fields(Opened message, Section.Range header, Out out) throws TornException {
        Set<String> names = section.wantedFields();
        byte[] kept = {};
        long size;
        try (InputStream in = filtered(message, header, names)) {
            if (in == null) {
                out.nil();
                return;
            }
            kept = in.readNBytes(MOST_AT_ONCE);
            size = kept.length + in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            message.failed(e);
            out.nil();
            return;
        }
        long from = partial == null ? 0 : Math.min(partial.from(), size);
        long length = partial == null ? size : partial.clip(size);
        if (size == kept.length) {
            if (length == 0) {
                out.raw("\"\"");
            } else {
                out.literalHeader(length, false).raw(kept, (int) from, (int) length);
            }
            return;
        }
        try (InputStream in = filtered(message, header, names)) {
            if (in == null) {
                out.nil();
            } else {
                in.skipNBytes(from);
                Literals.write(in, length, false, out);
            }
        } catch (TornException e) {
            throw e;
        } catch (IOException e) {
            message.failed(e);
        }
    }

    private @Nullable InputStream filtered(Opened message, Section.Range header, Set<String> names) {
        InputStream in =
                header.length() == 0 ? InputStream.nullInputStream() : message.open(header.from(), header.length());
        return in == null ? null : new HeaderFilter(in, names, section.text() == Section.Text.FIELDS);
    }

    private void writeName(Out out) {
        if (!name.isEmpty()) {
            out.raw(name).space();
            return;
        }
        out.raw("BODY[");
        if (!isWhole()) {
            out.raw(section.toString());
        }
        if (section.text().isFiltered()) {
            char before = '(';
            out.space();
            for (String field : section.fields()) {
                out.raw(before).astring(field);
                before = ' ';
            }
            out.raw(')');
        }
        out.raw(']').raw(Partial.name(partial)).space();
    }
}
