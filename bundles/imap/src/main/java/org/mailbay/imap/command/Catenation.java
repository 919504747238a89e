package org.mailbay.imap.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Piece;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Arriving;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;

/** A message put together of texts and parts of other messages (RFC 4469). */
final class Catenation {
    private static final int MOST_PARTS = 1_000;

    private sealed interface Part {}

    private record Text(BlobRef blob) implements Part {}

    private record Url(MessageUrl url) implements Part {}

    private final List<Part> parts = new ArrayList<>();

    private Catenation() {}

    /** Reads what follows CATENATE. */
    static Catenation read(Input input) throws Malformed, Refused {
        Catenation catenation = new Catenation();
        input.space();
        input.expect('(');
        do {
            if (catenation.parts.size() == MOST_PARTS) {
                throw new Refused("LIMIT", "At most " + MOST_PARTS + " parts");
            }
            catenation.parts.add(part(input));
        } while (input.skip(' '));
        input.expect(')');
        return catenation;
    }

    private static Part part(Input input) throws Malformed, Refused {
        if (input.skipWord("URL")) {
            input.space();
            return new Url(MessageUrl.of(input.astring()));
        }
        if (!input.skipWord("TEXT")) {
            throw new Malformed("URL or TEXT expected");
        }
        input.space();
        if (input.literal() instanceof Piece.Stored stored && stored.handle() instanceof StoredEmail text) {
            return new Text(text.blob());
        }
        throw new Malformed("a text expected");
    }

    /** Where a command stands that is not complete yet. */
    enum Stand {
        /** At a text, which does not belong into memory. */
        TEXT,
        /** At a URL. */
        URL,
        /** Behind the catenation. */
        PAST
    }

    /** Reads what there is so far of what follows CATENATE. */
    static Stand scan(Input before) throws Malformed {
        before.space();
        before.expect('(');
        do {
            boolean isText = before.skipWord("TEXT");
            if (!isText && !before.skipWord("URL")) {
                throw new Malformed("URL or TEXT expected");
            }
            before.space();
            if (before.isEnd()) {
                return isText ? Stand.TEXT : Stand.URL;
            }
            if (isText) {
                before.literal();
            } else {
                before.astring();
            }
        } while (before.skip(' '));
        before.expect(')');
        return Stand.PAST;
    }

    /** The whole, as a message of the account. */
    StoredEmail compose(Turn turn, MailAccount account, long most) throws Refused, IOException {
        byte[] piece = new byte[32 * 1024];
        try (Arriving arriving = account.arriving(-1)) {
            long size = 0;
            for (Part part : parts) {
                try (BlobInput input = open(turn, account, part)) {
                    size += input.length();
                    if (size > most) {
                        throw new Refused("TOOBIG", "A message may have " + most + " octets"); // RFC 4469 §4.2
                    }
                    InputStream content = input.content();
                    for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
                        arriving.write(piece, 0, count);
                    }
                }
            }
            if (size == 0) {
                throw new Refused("", "An empty message is not kept");
            }
            return arriving.finish();
        }
    }

    private static BlobInput open(Turn turn, MailAccount account, Part part) throws Refused, IOException {
        return switch (part) {
            case Url(MessageUrl url) -> url.open(turn);
            case Text(BlobRef blob) ->
                account.account()
                        .blobs()
                        .open(blob, 0, blob.size())
                        .orElseThrow(() -> new IOException("a text that came with the command is gone"));
        };
    }
}
