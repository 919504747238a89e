package org.mailbay.queue;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mailbay.delivery.Shipment.Destination;

/**
 * A piece of work: one letter for some recipients of one destination.
 *
 * @param recipients who has neither got it nor been given up: at least one
 * @param due when it is to be tried next
 * @param attempts so far
 * @param delayTold whether the sender knows that it takes long
 */
record Item(Id id, Lane lane, List<Recipient> recipients, Instant due, int attempts, boolean delayTold) {
    /** Recipients of one item. */
    static final int MAX_RECIPIENTS = 50;

    /** Bytes of all recipients of one item, without replies: so that a row has room for them. */
    static final int MAX_BYTES = 10_000;

    private static final int MAX_REPLY = 300;
    /** Chars of all replies of one item, and of all names of who said them: a row has room for them in any script. */
    private static final int MAX_REPLIES = 3_000;

    Item {
        recipients = List.copyOf(recipients);
        // As it is stored: the same work is due at the same time before and after it was read.
        due = due.truncatedTo(ChronoUnit.MILLIS);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("work for nobody");
        }
    }

    /** Which one. */
    record Id(long letter, int position) {}

    /**
     * One recipient.
     *
     * @param reply what was said in the last attempt; empty before
     * @param remote by whom
     */
    record Recipient(String address, Map<String, String> parameters, String reply, String remote) {
        Recipient {
            reply = clean(reply, MAX_REPLY);
            remote = clean(remote, MAX_REPLY);
        }

        /** Of what another server said, on one line. */
        private static String clean(String text, int most) {
            String cut = text.length() <= most ? text : text.substring(0, most);
            return cut.chars().allMatch(c -> c >= ' ' && c != 0x7f) ? cut : cut.replaceAll("[\\x00-\\x1f\\x7f]+", " ");
        }

        /** After something was said. */
        Recipient said(String newReply, String newRemote) {
            return new Recipient(address, parameters, newReply, newRemote);
        }

        private Recipient cut(int most) {
            return reply.length() <= most && remote.length() <= most
                    ? this
                    : new Recipient(address, parameters, clean(reply, most), clean(remote, most));
        }

        int size() {
            int size = address.length() * 3;
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                size += (parameter.getKey().length() + parameter.getValue().length()) * 3;
            }
            return size;
        }

        Destination destination(Lane.To to) {
            String via = switch (to.kind()) {
                case MX -> Destination.MX;
                case RELAY -> to.name();
                case MAILBOX -> Destination.MAILBOX;
            };
            return new Destination(address, parameters, via);
        }
    }

    /** The same at another time. */
    Item at(Instant time) {
        return new Item(id, lane, recipients, time, attempts, delayTold);
    }

    /** What is left of it, after one attempt more. */
    Item again(List<Recipient> left, Instant time, boolean nowTold) {
        int most = MAX_REPLIES / left.size();
        return new Item(
                id,
                lane,
                left.stream().map(recipient -> recipient.cut(most)).toList(),
                time,
                attempts + 1,
                delayTold || nowTold);
    }

    /** The same on another way, at another time. */
    Item to(Lane.To destination, Instant time) {
        Lane other = new Lane(destination, lane.tenant(), lane.account(), lane.kind());
        return new Item(id, other, recipients, time, attempts, delayTold);
    }

    byte[] row() {
        Out out = new Out();
        lane.write(out);
        out.number(due.toEpochMilli())
                .number(attempts)
                .number(delayTold ? 1 : 0)
                .number(recipients.size());
        for (Recipient recipient : recipients) {
            out.text(recipient.address)
                    .texts(recipient.parameters)
                    .text(recipient.reply)
                    .text(recipient.remote);
        }
        return out.done();
    }

    static Item read(Id id, byte[] row) throws IOException {
        In in = new In(row);
        Lane lane = Lane.read(in);
        Instant due = Instant.ofEpochMilli(in.number());
        int attempts = (int) in.number();
        boolean delayTold = in.number() == 1;
        List<Recipient> recipients = new ArrayList<>();
        for (int count = in.count(); count > 0; count--) {
            recipients.add(new Recipient(in.text(), in.texts(), in.text(), in.text()));
        }
        return new Item(id, lane, recipients, due, attempts, delayTold);
    }
}
