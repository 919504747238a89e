package org.mailbay.dns.resolver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/** The keys that trust begins with. */
final class Anchors {
    private Anchors() {}

    /**
     * The anchors of each name. Lines of a name replace what is built in: of the keys of one name the validator wants every algorithm to be in use, and the best digest only.
     *
     * @param lines of DS or DNSKEY records
     */
    static Map<Name, RRset> read(List<String> lines) {
        Map<Name, RRset> anchors = new HashMap<>();
        lines.forEach(line -> add(anchors, line));
        if (!anchors.containsKey(Name.root)) {
            try (InputStream in = Anchors.class.getResourceAsStream("root.anchors")) {
                if (in == null) {
                    throw new IOException("root.anchors is not in the bundle");
                }
                new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                        .lines()
                        .filter(line -> !line.startsWith(";"))
                        .forEach(line -> add(anchors, line));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return anchors;
    }

    /** The names that these lines are about. */
    static Set<Name> names(List<String> lines) {
        Map<Name, RRset> anchors = new HashMap<>();
        lines.forEach(line -> add(anchors, line));
        return Set.copyOf(anchors.keySet());
    }

    private static void add(Map<Name, RRset> anchors, String line) {
        try (Master master =
                new Master(new ByteArrayInputStream((line + "\n").getBytes(StandardCharsets.US_ASCII)), Name.root, 0)) {
            Record record = master.nextRecord();
            DSRecord digest = switch (record) {
                case DSRecord ds -> ds;
                case DNSKEYRecord key -> new DSRecord(key.getName(), DClass.IN, 0, DNSSEC.Digest.SHA256, key);
                case null, default -> throw new IllegalArgumentException("it is no DS or DNSKEY record");
            };
            anchors.computeIfAbsent(digest.getName(), n -> new RRset()).addRR(digest);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("[dns] anchors: \"" + line + "\": " + e.getMessage(), e);
        }
    }
}
