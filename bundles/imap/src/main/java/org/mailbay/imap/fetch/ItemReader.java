package org.mailbay.imap.fetch;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;

/** Reads what FETCH is asked for: RFC 9051 §9 fetch-att, with those of RFC 3501, 3516, 7162, 8474, 8514 and 8970. */
final class ItemReader {
    private static final int MOST = 1_000;

    private final Input in;

    ItemReader(Input in) {
        this.in = in;
    }

    List<Item> read() throws Malformed {
        if (!in.skip('(')) {
            String word = in.word();
            List<Item> macro = macro(word);
            return macro == null ? List.of(item(word)) : macro;
        }
        Set<Item> items = new LinkedHashSet<>();
        do {
            items.add(item(in.word())); // RFC 9051 §6.4.5: a macro must stand by itself
            if (items.size() > MOST) {
                throw new Malformed("more than " + MOST + " items");
            }
        } while (in.skip(' '));
        in.expect(')');
        return List.copyOf(items);
    }

    private static @Nullable List<Item> macro(String word) {
        return switch (word) {
            case "ALL" -> List.of(Column.FLAGS, Column.INTERNALDATE, Column.RFC822_SIZE, new Envelope());
            case "FAST" -> List.of(Column.FLAGS, Column.INTERNALDATE, Column.RFC822_SIZE);
            case "FULL" ->
                List.of(
                        Column.FLAGS,
                        Column.INTERNALDATE,
                        Column.RFC822_SIZE,
                        new Envelope(),
                        new BodyStructure(false));
            default -> null;
        };
    }

    private Item item(String word) throws Malformed {
        return switch (word) {
            case "UID" -> Column.UID;
            case "FLAGS" -> Column.FLAGS;
            case "INTERNALDATE" -> Column.INTERNALDATE;
            case "RFC822.SIZE" -> Column.RFC822_SIZE;
            case "MODSEQ" -> Column.MODSEQ;
            case "EMAILID" -> Column.EMAILID;
            case "THREADID" -> Column.THREADID;
            case "SAVEDATE" -> Column.SAVEDATE;
            case "ENVELOPE" -> new Envelope();
            case "BODYSTRUCTURE" -> new BodyStructure(true);
            case "PREVIEW" -> preview();
            case "BODY" -> in.isNext('[') ? body(false) : new BodyStructure(false);
            case "BODY.PEEK" -> body(true);
            case "BINARY" -> binary(false);
            case "BINARY.PEEK" -> binary(true);
            case "BINARY.SIZE" -> new BinarySize(Section.readPart(in));
            case "RFC822" -> new Body(Section.WHOLE, null, false, word); // RFC 3501 §6.4.5
            case "RFC822.HEADER" -> new Body(of(Section.Text.HEADER), null, true, word); // RFC 3501 §6.4.5: not seen
            case "RFC822.TEXT" -> new Body(of(Section.Text.TEXT), null, false, word); // RFC 3501 §6.4.5
            default -> throw new Malformed("nothing to fetch is called " + word);
        };
    }

    private static Section of(Section.Text text) {
        return new Section(List.of(), text, List.of());
    }

    private Body body(boolean peek) throws Malformed {
        Section section = Section.read(in);
        return new Body(section, Partial.read(in), peek);
    }

    private Binary binary(boolean peek) throws Malformed {
        Section section = Section.readPart(in);
        return new Binary(section, Partial.read(in), peek);
    }

    /** A list of the modifiers of FETCH may follow just as well: only the one modifier that there is belongs to the item. */
    private Preview preview() {
        in.skipWord(" (LAZY)"); // RFC 8970 §3.2: what is known at once is told as well
        return new Preview();
    }
}
