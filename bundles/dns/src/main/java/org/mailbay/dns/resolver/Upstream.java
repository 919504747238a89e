package org.mailbay.dns.resolver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** The servers as dnsjava's validator wants to have them: one message in, one out; tried in turn. */
final class Upstream implements Resolver {
    /** Goes through nearly every path unfragmented. */
    private static final int PAYLOAD = 1_232;

    private final Servers servers;
    private final Settings settings;
    private final Exchange exchange;
    private final SecureRandom random = new SecureRandom();

    Upstream(Servers servers, Settings settings, Figures figures) {
        this.servers = servers;
        this.settings = settings;
        this.exchange = new Exchange(figures, settings.answerBytes());
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return ask(query, (Budget) executor);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }

    /**
     * Asks until one server has an answer, be it that there is nothing.
     *
     * @throws ServerFailure when servers only said that they cannot answer
     * @throws IOException when there was no answer of any use
     */
    Message ask(Message query, Budget budget) throws IOException {
        ServerFailure refusal = null;
        IOException failure = new IOException("no DNS server is known");
        for (int round = 0; round < settings.tries(); round++) {
            for (InetSocketAddress server : servers.inOrder()) {
                String name = Servers.text(server);
                budget.spend();
                try {
                    Message answer = once(server, query, budget);
                    if (isReferral(answer)) {
                        throw new IOException("a referral: it does not resolve names for us");
                    }
                    budget.answeredBy(name);
                    int code = answer.getRcode();
                    if (code == Rcode.NOERROR || code == Rcode.NXDOMAIN) {
                        servers.worked(server);
                        return answer;
                    }
                    refusal = new ServerFailure(Rcode.string(code) + " from " + name + why(answer), isBogus(answer));
                    if (code == Rcode.SERVFAIL) {
                        servers.worked(server); // it is the name that does not work
                    } else {
                        servers.failed(server, Rcode.string(code));
                    }
                } catch (BadAnswerException e) {
                    failure = new IOException(e.getMessage() + " from " + name, e);
                    servers.worked(server);
                } catch (IOException e) {
                    if (Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                    failure = new IOException(e.getMessage() + " from " + name, e);
                    servers.failed(server, String.valueOf(e.getMessage()));
                }
            }
        }
        throw refusal == null ? failure : refusal;
    }

    /** Says where to ask, and not that there is nothing: that would come with an SOA (RFC 2308 §2.2). */
    private static boolean isReferral(Message answer) {
        List<Record> authority = answer.getSection(Section.AUTHORITY);
        return answer.getRcode() == Rcode.NOERROR
                && answer.getSection(Section.ANSWER).isEmpty()
                && authority.stream().anyMatch(r -> r.getType() == Type.NS)
                && authority.stream().noneMatch(r -> r.getType() == Type.SOA);
    }

    private Message once(InetSocketAddress server, Message query, Budget budget) throws IOException {
        Message extended = query.clone();
        boolean proofs = query.getHeader().getFlag(Flags.CD); // and then DO (RFC 3225)
        extended.addRecord(
                new OPTRecord(PAYLOAD, 0, 0, proofs ? ExtendedFlags.DO : 0), Section.ADDITIONAL); // RFC 6891 §6.1.1
        Message answer = once(server, extended.toWire(), budget);
        if (!proofs && (answer.getRcode() == Rcode.FORMERR || answer.getRcode() == Rcode.NOTIMP)) {
            budget.spend();
            return once(server, query.toWire(), budget); // RFC 6891 §7: a server that knows no EDNS
        }
        return answer;
    }

    private Message once(InetSocketAddress server, byte[] query, Budget budget) throws IOException {
        int id = random.nextInt(1 << 16);
        query[0] = (byte) (id >> 8);
        query[1] = (byte) id;
        byte[] answer = exchange.ask(server, query, budget.remaining(settings.timeout()));
        int records = 0;
        for (int at = 6; at < 12; at += 2) {
            records += (answer[at] & 0xFF) << 8 | answer[at + 1] & 0xFF;
        }
        if (records > settings.records()) {
            throw new BadAnswerException("an answer of " + records + " records");
        }
        try {
            return new Message(answer);
        } catch (IOException | RuntimeException e) {
            throw new BadAnswerException("an answer that cannot be read", e);
        }
    }

    /** RFC 8914: what the server has to say about it. */
    private static List<ExtendedErrorCodeOption> errors(Message answer) {
        OPTRecord opt = answer.getOPT();
        return opt == null
                ? List.of()
                : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
                        .map(ExtendedErrorCodeOption.class::cast)
                        .toList();
    }

    private static boolean isBogus(Message answer) {
        return errors(answer).stream()
                .anyMatch(e -> e.getErrorCode() >= ExtendedErrorCodeOption.DNSSEC_BOGUS
                        && e.getErrorCode() <= ExtendedErrorCodeOption.NSEC_MISSING);
    }

    private static String why(Message answer) {
        return errors(answer).isEmpty()
                ? ""
                : " (" + ExtendedErrorCodeOption.text(errors(answer).getFirst().getErrorCode()) + ")";
    }

    @Override
    public void setPort(int port) {
        throw new UnsupportedOperationException("servers have their ports");
    }

    @Override
    public void setTCP(boolean flag) {
        throw new UnsupportedOperationException("TCP is for answers that are cut");
    }

    /** The validator's wish, which is always fulfilled. */
    @Override
    public void setIgnoreTruncation(boolean flag) {
        if (flag) {
            throw new UnsupportedOperationException("what is cut is asked again");
        }
    }

    /** The validator's wish for signatures: its questions have CD set, and are always sent with it. */
    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
        if (version != 0) {
            throw new UnsupportedOperationException("EDNS stays on");
        }
    }

    @Override
    public void setTSIGKey(TSIG key) {
        throw new UnsupportedOperationException("questions are not signed");
    }

    @Override
    public Duration getTimeout() {
        return settings.timeout();
    }

    @Override
    public void setTimeout(Duration timeout) {
        throw new UnsupportedOperationException("the time is configured");
    }
}
