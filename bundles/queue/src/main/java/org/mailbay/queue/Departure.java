package org.mailbay.queue;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.delivery.Leaving;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;

/** A message that is being handed to the queue. */
final class Departure implements Leaving {
    private static final int MOST_ITEMS = 0xffff;

    private final Waiting waiting;
    private final Standing standing;
    private final Signers signers;
    private final Diary diary;
    private final Stock stock;
    private final Locks locks;
    private final Instant due;
    private final Shipment shipment;
    private final BlobSink sink;

    Departure(
            Waiting waiting,
            Standing standing,
            Signers signers,
            Diary diary,
            Stock stock,
            Locks locks,
            Instant now,
            Shipment shipment,
            long sizeHint)
            throws IOException {
        this.waiting = waiting;
        this.standing = standing;
        this.signers = signers;
        this.diary = diary;
        this.stock = stock;
        this.locks = locks;
        this.shipment = shipment;
        due = Terms.first(shipment, now);
        Terms.check(shipment);
        stock.admit(sizeHint);
        sink = waiting.content(sizeHint);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        sink.write(bytes, offset, length);
    }

    @Override
    public void send() throws IOException {
        stock.admit(sink.size());
        long number = waiting.number();
        List<Item> items = items(number);
        // From here on the content may belong to a letter, also when this fails: what belongs to none is swept.
        BlobRef blob = sink.seal();
        Letter letter = new Letter(
                number,
                shipment.envelope().traceId(),
                shipment.envelope().received(),
                due,
                items.size(),
                shipment.envelope().sender(),
                shipment.parameters(),
                shipment.tenant(),
                shipment.account(),
                shipment.origin(),
                shipment.held(),
                blob,
                "");
        letter = letter.with(signers.sign(shipment, letter.content(waiting)));
        locks.begin(number);
        try {
            // A commit that fails may have happened: what it left without a letter is swept, what is whole is sent and
            // was
            // never acknowledged.
            standing.commit(Waiting.add(items), letter.held().isEmpty() ? items : List.of(), Waiting.add(letter));
        } finally {
            locks.end(number);
        }
        stock.came(blob.size());
        diary.taken(letter, items);
    }

    private List<Item> items(long letter) throws IOException {
        Map<Lane.To, List<Item.Recipient>> byDestination = new LinkedHashMap<>();
        for (Destination destination : shipment.destinations()) {
            Item.Recipient recipient = new Item.Recipient(destination.address(), destination.parameters(), "", "");
            if (recipient.size() > Item.MAX_BYTES) {
                throw new IllegalArgumentException("recipient with parameters of " + recipient.size() + " bytes");
            }
            byDestination
                    .computeIfAbsent(Lane.To.of(destination), to -> new ArrayList<>())
                    .add(recipient);
        }
        List<Item> items = new ArrayList<>();
        for (Map.Entry<Lane.To, List<Item.Recipient>> entry : byDestination.entrySet()) {
            Lane lane = new Lane(
                    entry.getKey(), shipment.tenant(), shipment.account(), diary.kind(entry.getKey(), shipment));
            for (List<Item.Recipient> some : groups(entry.getValue())) {
                items.add(new Item(new Item.Id(letter, items.size()), lane, some, due, 0, false));
            }
        }
        if (items.size() > MOST_ITEMS) {
            throw new IOException("more destinations than the queue takes for one message");
        }
        return items;
    }

    private static List<List<Item.Recipient>> groups(List<Item.Recipient> recipients) {
        List<List<Item.Recipient>> groups = new ArrayList<>();
        List<Item.Recipient> some = new ArrayList<>();
        int bytes = 0;
        for (Item.Recipient recipient : recipients) {
            if (some.size() == Item.MAX_RECIPIENTS || bytes + recipient.size() > Item.MAX_BYTES) {
                groups.add(some);
                some = new ArrayList<>();
                bytes = 0;
            }
            some.add(recipient);
            bytes += recipient.size();
        }
        groups.add(some);
        return groups;
    }

    @Override
    public void close() {
        sink.close();
    }
}
