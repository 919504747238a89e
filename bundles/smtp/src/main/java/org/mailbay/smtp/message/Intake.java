package org.mailbay.smtp.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mailbay.net.spi.Want;
import org.mailbay.smtp.command.Chunk;
import org.mailbay.smtp.content.DataReader;
import org.mailbay.smtp.content.LineEnds;
import org.mailbay.smtp.envelope.Transaction;
import org.mailbay.smtp.reply.Replies;
import org.mailbay.smtp.reply.Reply;
import org.mailbay.smtp.reply.Turn;
import org.mailbay.smtp.session.Client;
import org.mailbay.swap.AwayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the content of messages off the wire, by DATA (RFC 5321 §4.1.1.4) and BDAT (RFC 3030 §2). */
public final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final int MAX_READ = 65_536;

    private final Client client;
    private @Nullable Receiving receiving;
    private @Nullable DataReader data;
    private @Nullable Chunk chunk;
    private @Nullable LineEnds lineEnds;
    private byte[] buffer = {};

    public Intake(Client client) {
        this.client = client;
    }

    /** Whether no message is under way, and none is thrown away. */
    public boolean isIdle() {
        return receiving == null && chunk == null;
    }

    /** Whether a message is under way: what is lost when the client goes now. */
    public boolean isReceiving() {
        return receiving != null;
    }

    public Turn data(Transaction transaction) {
        if (transaction.parameters.binary()) {
            return Turn.say(Reply.of(503, "5.5.1", "BINARYMIME needs BDAT")); // RFC 3030 §3
        }
        Reply refusal = begin(transaction);
        if (refusal != null) {
            return Turn.say(refusal);
        }
        data = new DataReader();
        return Turn.say(new Reply(354, "", List.of("End with <CRLF>.<CRLF>"))).then(Want.BYTES);
    }

    /** Begins a message; what to answer when that cannot be, null when it can. */
    private @Nullable Reply begin(Transaction transaction) {
        try {
            receiving = Receiving.begin(client, transaction);
            return null;
        } catch (AwayException e) {
            return Replies.NOT_HERE;
        } catch (IOException e) {
            LOG.atError().setCause(e).log("event=message-begin outcome=failed connection={}", client.connection.id());
            return Replies.FAILED;
        }
    }

    public Turn bdat(String argument, Transaction transaction) {
        Chunk next = Chunk.parse(argument);
        if (next == null) {
            return chunkOfUnknownSize();
        }
        if (receiving == null) {
            Reply refusal = begin(transaction);
            if (refusal != null) {
                return discard(next, refusal);
            }
            lineEnds = transaction.parameters.binary() ? null : new LineEnds();
        }
        chunk = next;
        return next.left() == 0 ? endOfChunk(next) : Turn.BYTES;
    }

    /** BDAT that may not come now. */
    public Turn refuse(String argument, Reply reply) {
        Chunk refused = Chunk.parse(argument);
        return refused == null ? chunkOfUnknownSize() : discard(refused, reply);
    }

    /** What follows is content, but nobody knows how much of it: reading it as commands would be smuggling. */
    private Turn chunkOfUnknownSize() {
        close();
        return Turn.close(Replies.malformed("BDAT size [LAST]"));
    }

    /** RFC 3030 §2: the octets of a refused chunk come all the same. */
    private Turn discard(Chunk refused, Reply reply) {
        close();
        if (refused.left() > 2 * client.server.maxMessageBytes()) {
            return Turn.close(reply);
        }
        if (refused.left() == 0) {
            return Turn.say(reply);
        }
        chunk = refused.refusedWith(reply);
        return Turn.BYTES;
    }

    public Turn bytes(ByteBuffer in) {
        return chunk != null ? chunkBytes(in, chunk) : dataBytes(in, Objects.requireNonNull(data));
    }

    private Turn dataBytes(ByteBuffer in, DataReader reader) {
        Receiving message = Objects.requireNonNull(receiving);
        while (in.hasRemaining()) {
            int length = peek(in, MAX_READ);
            int used;
            try {
                used = reader.read(buffer, length, message::write);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            in.position(in.position() + used);
            if (reader.isComplete()) {
                if (reader.hasBareLineEnd()) {
                    message.refuse(Replies.BARE_LINE_END);
                }
                return finish(message);
            }
            if (message.isHopeless()) {
                return giveUp(message);
            }
        }
        return Turn.BYTES;
    }

    private Turn chunkBytes(ByteBuffer in, Chunk current) {
        int length = peek(in, (int) Math.min(MAX_READ, current.left()));
        in.position(in.position() + length);
        Chunk rest = current.without(length);
        chunk = rest;
        if (receiving != null) {
            if (lineEnds != null) {
                lineEnds.look(buffer, 0, length);
            }
            receiving.write(buffer, 0, length);
            if (receiving.isHopeless()) {
                return giveUp(receiving);
            }
        }
        return rest.left() == 0 ? endOfChunk(rest) : Turn.BYTES;
    }

    private Turn endOfChunk(Chunk ended) {
        chunk = null;
        if (ended.refusal() != null) {
            return Turn.say(ended.refusal());
        }
        Receiving message = Objects.requireNonNull(receiving);
        if (ended.isLast()) {
            if (lineEnds != null && lineEnds.hasBare()) {
                message.refuse(Replies.BARE_LINE_END);
            }
            return finish(message);
        }
        Reply failure = message.failure();
        if (failure != null) {
            close();
            return Turn.say(failure);
        }
        return Turn.say(Reply.of(250, "2.0.0", ended.size() + " octets received"));
    }

    private Turn finish(Receiving message) {
        try {
            return Turn.sayAll(message.finish());
        } finally {
            close();
        }
    }

    private Turn giveUp(Receiving message) {
        message.refuse(Replies.TOO_BIG);
        message.finish();
        close();
        return Turn.close(Reply.of(421, "4.3.0", client.server.hostname() + " Message too long or too slow, closing"));
    }

    /** Copies what is to be looked at into {@link #buffer}; the position stays. */
    private int peek(ByteBuffer in, int most) {
        int length = Math.min(most, in.remaining());
        if (buffer.length < length) {
            buffer = new byte[Math.max(length, Math.min(MAX_READ, 16_384))];
        }
        in.get(in.position(), buffer, 0, length);
        return length;
    }

    /** Gives up what is under way. */
    public void close() {
        if (receiving != null) {
            receiving.close();
            receiving = null;
        }
        data = null;
        chunk = null;
        lineEnds = null;
    }
}
