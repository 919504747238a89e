package org.mailbay.dns.resolver;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Signs a zone with one key (ECDSA P-256), with NSEC denials; lines for a {@code DnsServer}. */
final class SignedZone {
    private static final int TTL = 300;

    private final Name origin;
    private final KeyPair pair;
    private final DNSKEYRecord key;

    SignedZone(String origin) throws Exception {
        this.origin = Name.fromString(origin);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        this.pair = generator.generateKeyPair();
        this.key = new DNSKEYRecord(
                this.origin,
                DClass.IN,
                TTL,
                DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY,
                DNSKEYRecord.Protocol.DNSSEC,
                DNSSEC.Algorithm.ECDSAP256SHA256,
                pair.getPublic());
    }

    /** The anchor, as an operator configures it. */
    String anchor() {
        return new DSRecord(origin, DClass.IN, TTL, DNSSEC.Digest.SHA256, key).toString();
    }

    /** The same as a key. */
    String key() {
        return key.toString();
    }

    /** The lines {@code name type data} signed; delegations (NS that are not at the top) are left unsigned. */
    List<String> sign(Instant from, String... lines) throws Exception {
        Map<Name, Map<Integer, RRset>> names = new TreeMap<>();
        put(
                names,
                Record.fromString(
                        origin, Type.SOA, DClass.IN, TTL, "ns.test. root.test. 1 3600 600 86400 60", Name.root));
        put(names, key);
        for (String line : lines) {
            String[] words = line.split(" ", 3);
            put(
                    names,
                    Record.fromString(
                            Name.fromString(words[0]), Type.value(words[1]), DClass.IN, TTL, words[2], Name.root));
        }
        List<Name> order = new ArrayList<>(names.keySet());
        for (int i = 0; i < order.size(); i++) {
            TreeSet<Integer> types = new TreeSet<>(names.get(order.get(i)).keySet());
            types.add(Type.NSEC);
            types.add(Type.RRSIG);
            put(
                    names,
                    new NSECRecord(
                            order.get(i),
                            DClass.IN,
                            60,
                            order.get((i + 1) % order.size()),
                            types.stream().mapToInt(Integer::intValue).toArray()));
        }
        List<String> out = new ArrayList<>();
        for (Map<Integer, RRset> sets : names.values()) {
            for (RRset set : sets.values()) {
                set.rrs().forEach(r -> out.add(line(r)));
                if (set.getType() != Type.NS) {
                    out.add(line(DNSSEC.sign(set, key, pair.getPrivate(), from, from.plus(Duration.ofDays(1)))));
                }
            }
        }
        return out;
    }

    private static void put(Map<Name, Map<Integer, RRset>> names, Record record) {
        names.computeIfAbsent(record.getName(), n -> new TreeMap<>())
                .computeIfAbsent(record.getType(), t -> new RRset())
                .addRR(record);
    }

    private static String line(Record record) {
        byte[] data = record.rdataToWireCanonical();
        return record.getName() + " " + record.getTTL() + " TYPE" + record.getType() + " \\# " + data.length + " "
                + HexFormat.of().formatHex(data);
    }
}
