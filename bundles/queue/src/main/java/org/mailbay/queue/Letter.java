package org.mailbay.queue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.Consignment;
import org.mailbay.mime.Content;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.TenantId;

/**
 * A message in the queue, without its recipients: see {@link Item}.
 *
 * @param number of the queue's own
 * @param received when it was accepted
 * @param since when it was first to be tried, or was released: it expires some time after that
 * @param items pieces of work that it began with
 * @param parameters of MAIL FROM
 * @param origin see {@link org.mailbay.delivery.Shipment}
 * @param held why nobody gets it before it is released; empty when it is not held
 * @param blob the message as it was handed over
 * @param fields to put before it, with CRLFs
 */
record Letter(
        long number,
        String traceId,
        Instant received,
        Instant since,
        int items,
        String sender,
        Map<String, String> parameters,
        TenantId tenant,
        AccountId account,
        String origin,
        String held,
        BlobRef blob,
        String fields) {
    private static final int VERSION = 1;
    /** Origin of what the queue itself writes: signed when it leaves, as mail of this server. */
    static final String OURS = "queue";

    byte[] row() {
        return new Out()
                .number(VERSION)
                .text(traceId)
                .number(received.toEpochMilli())
                .number(since.toEpochMilli())
                .number(items)
                .text(sender)
                .texts(parameters)
                .number(tenant.number())
                .number(account.number())
                .text(origin)
                .text(held)
                .text(blob.toString())
                .text(fields)
                .done();
    }

    static Letter read(long number, byte[] row) throws IOException {
        In in = new In(row);
        if (in.number() != VERSION) {
            throw new In.Damaged("a letter of a newer version");
        }
        return new Letter(
                number,
                in.text(),
                Instant.ofEpochMilli(in.number()),
                Instant.ofEpochMilli(in.number()),
                (int) in.number(),
                in.text(),
                in.texts(),
                new TenantId(in.number()),
                new AccountId(in.number()),
                in.text(),
                in.text(),
                BlobRef.parse(in.text()).orElseThrow(() -> new In.Damaged("a letter without content")),
                in.text());
    }

    /** Whether the queue wrote it, about another one. */
    boolean isReport() {
        return sender.isEmpty() && origin.equals(OURS);
    }

    /** A report as the server's own shipment, for who signs it. */
    Shipment shipment(Item item) {
        return new Shipment(
                new Envelope(sender, traceId, received),
                parameters,
                destinations(item),
                tenant,
                AccountId.SYSTEM,
                OURS);
    }

    private static List<Destination> destinations(Item item) {
        Lane.To to = item.lane().destination();
        return item.recipients().stream()
                .map(recipient -> recipient.destination(to))
                .toList();
    }

    /** As the courier is to carry it for an item. */
    Consignment consignment(Item item, Waiting waiting) {
        Lane.To to = item.lane().destination();
        return new Consignment(
                traceId,
                received,
                to.name(),
                to.kind() == Lane.Way.RELAY,
                sender,
                parameters,
                destinations(item),
                tenant,
                content(waiting));
    }

    /** Its bytes: the fields, then what was handed over. */
    Content content(Waiting waiting) {
        byte[] head = fields.getBytes(StandardCharsets.UTF_8);
        return new Content() {
            @Override
            public long size() {
                return head.length + blob.size();
            }

            @Override
            public InputStream open() throws IOException {
                BlobInput input = waiting.open(blob, 0)
                        .orElseThrow(() -> new IOException("the content of letter " + number + " is gone"));
                return new SequenceInputStream(new ByteArrayInputStream(head), input.content());
            }
        };
    }

    /** The same with fields before it. */
    Letter with(String newFields) {
        return new Letter(
                number,
                traceId,
                received,
                since,
                items,
                sender,
                parameters,
                tenant,
                account,
                origin,
                held,
                blob,
                newFields);
    }

    /** The same, held. */
    Letter held(String why) {
        return new Letter(
                number,
                traceId,
                received,
                since,
                items,
                sender,
                parameters,
                tenant,
                account,
                origin,
                why,
                blob,
                fields);
    }

    /** The same, to be tried from a time on. */
    Letter released(Instant now) {
        return new Letter(
                number, traceId, received, now, items, sender, parameters, tenant, account, origin, "", blob, fields);
    }
}
