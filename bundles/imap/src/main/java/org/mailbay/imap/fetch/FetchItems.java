package org.mailbay.imap.fetch;

import java.util.ArrayList;
import java.util.List;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;

/**
 * What a FETCH asks for: RFC 9051 §6.4.5.
 *
 * @param items each once, in the order asked for
 */
public record FetchItems(List<Item> items) {

    public FetchItems {
        items = List.copyOf(items);
    }

    /** Reads a macro, an item or a list of items. */
    public static FetchItems read(Input in) throws Malformed {
        return new FetchItems(new ItemReader(in).read());
    }

    /** The same with another item before them, unless it is among them. */
    public FetchItems with(Item item) {
        if (items.contains(item)) {
            return this;
        }
        List<Item> more = new ArrayList<>(items.size() + 1);
        more.add(item);
        more.addAll(items);
        return new FetchItems(more);
    }

    /** Whether asking marks messages seen. */
    public boolean marksSeen() {
        return items.stream().anyMatch(Item::marksSeen);
    }

    /** The most that one of them takes. */
    public Item.Need need() {
        Item.Need most = Item.Need.COLUMNS;
        for (Item item : items) {
            most = item.need().compareTo(most) > 0 ? item.need() : most;
        }
        return most;
    }
}
