package org.mailbay.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The records that a {@link DnsServer} has, and what they answer (RFC 1034 §4.3.2). */
final class DnsZone {
    private static final int MOST_CNAMES = 100;

    private final List<DnsLine> lines = new CopyOnWriteArrayList<>();

    void add(DnsLine line) {
        lines.add(line);
    }

    void remove(String owner) {
        lines.removeIf(l -> l.owner().equals(owner));
    }

    /** What an answer has in it. */
    record Found(int code, List<DnsLine> answer, List<DnsLine> authority) {}

    Found find(DnsWire.Question question) {
        List<DnsLine> answer = new ArrayList<>();
        String name = question.name();
        for (int i = 0; i < MOST_CNAMES; i++) {
            List<DnsLine> here = at(name);
            if (here.isEmpty()) {
                return nothing(question, name, below(name) ? 0 : DnsWire.NXDOMAIN, answer);
            }
            List<DnsLine> wanted = of(here, question.type());
            if (!wanted.isEmpty()) {
                answer.addAll(proved(question, here, question.type(), wanted));
                return new Found(0, answer, List.of());
            }
            List<DnsLine> alias = of(here, DnsLine.CNAME);
            if (alias.isEmpty()) {
                return nothing(question, name, 0, answer);
            }
            answer.addAll(proved(question, here, DnsLine.CNAME, alias));
            String target = target(alias.getFirst().data());
            if (target == null) {
                break;
            }
            name = target;
        }
        return new Found(0, answer, List.of());
    }

    /** RFC 2308 §2: the SOA of the zone says for how long. */
    private Found nothing(DnsWire.Question question, String name, int code, List<DnsLine> answer) {
        List<DnsLine> authority = new ArrayList<>();
        DnsLine soa = DnsLine.parse(". 60 SOA ns.test. root.test. 1 3600 600 86400 60");
        for (String above = name; ; above = parent(above)) {
            List<DnsLine> here = exactly(above);
            List<DnsLine> own = of(here, DnsLine.SOA);
            if (!own.isEmpty()) {
                soa = own.getFirst();
                authority.addAll(proved(question, here, DnsLine.SOA, own));
                break;
            }
            if (above.equals(".")) {
                authority.add(soa);
                break;
            }
        }
        if (question.proofs()) {
            // All denials of the zone: among them are the right ones (RFC 4035 §3.1.3).
            String zone = soa.owner().equals(".") ? "." : "." + soa.owner();
            for (DnsLine line : lines) {
                boolean inside = ("." + line.owner()).endsWith(zone);
                if (inside && (line.type() == DnsLine.NSEC || isSignatureOf(line, DnsLine.NSEC))) {
                    authority.add(line);
                }
            }
        }
        return new Found(code, answer, authority);
    }

    private static List<DnsLine> proved(DnsWire.Question question, List<DnsLine> here, int type, List<DnsLine> found) {
        List<DnsLine> all = new ArrayList<>(found);
        if (question.proofs() && type != DnsLine.RRSIG) {
            here.stream().filter(l -> isSignatureOf(l, type)).forEach(all::add);
        }
        return all;
    }

    private static boolean isSignatureOf(DnsLine line, int type) {
        return line.type() == DnsLine.RRSIG && line.covered() == type;
    }

    private static List<DnsLine> of(List<DnsLine> here, int type) {
        return here.stream().filter(l -> l.type() == type).toList();
    }

    private List<DnsLine> exactly(String name) {
        return lines.stream().filter(l -> l.owner().equals(name)).toList();
    }

    /** With wildcards (RFC 4592). */
    private List<DnsLine> at(String name) {
        List<DnsLine> here = exactly(name);
        for (String above = name; here.isEmpty() && !below(above) && !above.equals("."); ) {
            above = parent(above);
            here = exactly(above.equals(".") ? "*." : "*." + above).stream()
                    .map(l -> new DnsLine(name, l.type(), l.ttl(), l.data()))
                    .toList();
            if (!exactly(above).isEmpty()) {
                break;
            }
        }
        return here;
    }

    private boolean below(String name) {
        return lines.stream().anyMatch(l -> l.owner().endsWith("." + name));
    }

    private static String parent(String name) {
        int dot = name.indexOf('.');
        return dot == name.length() - 1 ? "." : name.substring(dot + 1);
    }

    /** Where an alias leads; a broken one nowhere. */
    private static @Nullable String target(byte[] data) {
        StringBuilder name = new StringBuilder();
        int at = 0;
        while (at < data.length && data[at] > 0 && at + data[at] < data.length) {
            name.append(new String(data, at + 1, data[at], StandardCharsets.ISO_8859_1))
                    .append('.');
            at += data[at] + 1;
        }
        return at == data.length - 1 && data[at] == 0 && at > 0 ? DnsWire.absolute(name.toString()) : null;
    }
}
